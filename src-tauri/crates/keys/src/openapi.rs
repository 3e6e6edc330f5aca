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
            let mut forms = texts();
            forms.extend([
                $(named::<$name>(),)+
                named::<AccessLevel>(),
                named::<Environment>(),
                named::<Timestamp>(),
            ]);
            forms
        }
    };
}

// One line a kind of id, in the order of the prefixes.
ids! {
    ApplicationId = "app", "The id of an application.";
    AlertId = "alt", "The id of an alert.";
    ApprovalId = "apr", "The id of an approval.";
    CustomerId = "cus", "The id of a customer.";
    DocumentId = "doc", "The id of a document.";
    WebhookEventId = "evt", "The id of an event.";
    KeyId = "key", "The id of a key.";
    MemberId = "usr", "The id of a member.";
    OrderId = "ord", "The id of an order.";
    OrganizationId = "org", "The id of an organization.";
    RotationId = "rot", "The id of a rotation.";
    SessionId = "ses", "The id of a session.";
    TokenId = "tok", "The id of a management token.";
    TransactionId = "txn", "The id of a transaction; a payout is one.";
    WebhookAttemptId = "wda", "The id of an attempt of a webhook delivery.";
    WebhookDeliveryId = "wdl", "The id of a webhook delivery.";
    WebhookEndpointId = "wep", "The id of a webhook endpoint.";
}

macro_rules! texts {
    ($($name:ident = $length_max:literal, $pattern:literal, $example:literal, $what:literal;)+) => {
        $(
            #[doc = $what]
            pub enum $name {}

            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    ObjectBuilder::new()
                        .schema_type(SchemaType::Type(Type::String))
                        .pattern(Some($pattern))
                        .max_length(Some($length_max))
                        .description(Some($what))
                        .examples([$example])
                        .into()
                }
            }

            impl ToSchema for $name {}
        )+

        fn texts() -> Vec<(String, RefOr<Schema>)> {
            vec![$(named::<$name>()),+]
        }
    };
}

// What the rules say of a text, as far as a pattern can. Blanks around it are taken away, so only blanks are nothing.
texts! {
    NameText = 80,
        r"^[^\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*[^\s\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff][^\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$",
        "billing-sync", "A name: one line, without control or formatting characters.";
    ActorNameText = 80,
        r"^(?!\s*([mM][eE][mM][bB][eE][rR]|[tT][oO][kK][eE][nN]|[cC][oO][mM][pP][uU][tT][eE][rR]|[oO][pP][eE][rR][aA][tT][oO][rR]|[aA][uU][tT][hH][oO][rR][iI][tT][yY]|[kK][eE][yY]|[uU][nN][kK][nN][oO][wW][nN])\s*(:|$))(?!\s*([lL][oO][cC][aA][lL]\s+[aA][pP][pP][rR][oO][vV][aA][lL]|[tT][hH][iI][sS]\s+[cC][oO][mM][pP][uU][tT][eE][rR])\s*$)[^\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*[^\s\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff][^\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$",
        "billing-sync", "The name of a member or a token: as other names, and no word that stands for somebody else in the audit log.";
    NoteText = 200, r"^[^\u0000-\u001f\u007f-\u009f]*$", "in the billing service's vault", "A note: one line.";
    ReasonText = 200,
        r"^[^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$",
        "The service is switched off.", "A reason: one line.";
    PurposeText = 500, r"^[^\u0000]*[^\s\u0000][^\u0000]*$", "Payouts to our suppliers.", "What something is for.";
    EmailText = 254, r"^[!-?A-~]+@[!-~]*\.[!-~]*[!--/-~]$", "ana@acme.example", "An e-mail address.";
    Cursor = 2000, "^313a(3[0-9]){1,400}3a(3[0-9]|4[1-9a-f]|5[0-9a]|5f|6[1-9a-f]|7[0-9a])+$", "313a313736383436373630303030303a313233",
        "A place in a list. Passed on as it is: what it holds may change.";
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
