//! Forms that the documents name and the code keeps as plain text: ids. They exist in documents only.

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, schema::SchemaType, schema::Type},
};

use crate::Timestamp;

macro_rules! id {
    ($name:ident, $prefix:literal, $example:literal, $what:literal) => {
        #[doc = $what]
        pub enum $name {}

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(SchemaType::Type(Type::String))
                    .pattern(Some(concat!("^", $prefix, "_[0-9A-Za-z]{22}$")))
                    .description(Some($what))
                    .examples([$example])
                    .into()
            }
        }

        impl ToSchema for $name {}
    };
}

id!(KeyId, "key", "key_4fZk2Qw9Lr7Tn1Xc8Vb3Md", "The id of a key.");
id!(RotationId, "rot", "rot_4fZk2Qw9Lr7Tn1Xc8Vb3Md", "The id of a rotation.");
id!(OrganizationId, "org", "org_4fZk2Qw9Lr7Tn1Xc8Vb3Md", "The id of an organization.");
id!(CustomerId, "cus", "cus_4fZk2Qw9Lr7Tn1Xc8Vb3Md", "The id of a customer.");
id!(WebhookEndpointId, "wep", "wep_4fZk2Qw9Lr7Tn1Xc8Vb3Md", "The id of a webhook endpoint.");

impl PartialSchema for Timestamp {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .format(Some(utoipa::openapi::SchemaFormat::KnownFormat(utoipa::openapi::KnownFormat::DateTime)))
            .description(Some("A moment: ISO 8601 in UTC; answers have milliseconds and `Z`."))
            .examples(["2026-01-15T09:30:00.000Z"])
            .into()
    }
}

impl ToSchema for Timestamp {}
