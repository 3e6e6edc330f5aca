pub mod audit;
pub mod belief;
pub mod deliveries;
pub mod events;
pub mod records;
pub mod space;
pub mod webhook_endpoints;
