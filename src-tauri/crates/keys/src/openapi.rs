//! Forms that the documents name and the code keeps as plain text. They exist in documents only.

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat,
        schema::{SchemaType, Type},
    },
};

use crate::{AccessLevel, Environment, Timestamp};

macro_rules! ids {
    ($($name:ident = $prefix:literal, $what:literal;)+) => {
        $(
            #[doc = $what]
            pub enum $name {}

            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    ObjectBuilder::new()
                        .schema_type(SchemaType::Type(Type::String))
                        .pattern(Some(concat!("^", $prefix, "_[0-9A-Za-z]{22}$")))
                        .description(Some($what))
                        .examples([concat!($prefix, "_4fZk2Qw9Lr7Tn1Xc8Vb3Md")])
                        .into()
                }
            }

            impl ToSchema for $name {}
        )+

        /// The forms that a parameter or a header may have: those are not collected with the bodies.
        pub fn forms() -> Vec<(String, RefOr<Schema>)> {
            vec![
                $(named::<$name>(),)+
                named::<AccessLevel>(),
                named::<Environment>(),
                named::<Timestamp>(),
            ]
        }
    };
}

// One line a kind of id, in the order of the prefixes.
ids! {
    ApplicationId = "app", "The id of an application.";
    CustomerId = "cus", "The id of a customer.";
    DocumentId = "doc", "The id of a document.";
    WebhookEventId = "evt", "The id of an event.";
    KeyId = "key", "The id of a key.";
    OrderId = "ord", "The id of an order.";
    OrganizationId = "org", "The id of an organization.";
    RotationId = "rot", "The id of a rotation.";
    TransactionId = "txn", "The id of a transaction; a payout is one.";
    WebhookAttemptId = "wda", "The id of an attempt of a webhook delivery.";
    WebhookDeliveryId = "wdl", "The id of a webhook delivery.";
    WebhookEndpointId = "wep", "The id of a webhook endpoint.";
}

fn named<T: ToSchema>() -> (String, RefOr<Schema>) {
    (T::name().into_owned(), T::schema())
}

impl PartialSchema for Timestamp {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .description(Some("A moment: ISO 8601 in UTC; answers have milliseconds and `Z`."))
            .examples(["2026-01-15T09:30:00.000Z"])
            .into()
    }
}

impl ToSchema for Timestamp {}
