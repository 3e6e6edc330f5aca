pub mod backup;
pub mod check;
pub mod run;
pub mod serve;
