//! The kinds of value that both databases know.

use std::error::Error;

use keys::{Digest, Timestamp};
use rusqlite::types::{ToSqlOutput, ValueRef};
use tokio_postgres::types::{IsNull, Type, private::BytesMut};

use crate::ground::store::StoreError;

/// A parameter's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Null,
    /// A whole number, a moment, or a truth.
    Integer(i64),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl Value {
    /// Whatever a server's column holds, of the kinds that we have.
    pub(in crate::ground::store) fn from_server(row: &tokio_postgres::Row, at: usize) -> Result<Self, StoreError> {
        Ok(match *row.columns()[at].type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(at)?.into(),
            Type::TEXT => row.try_get::<_, Option<String>>(at)?.into(),
            Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(at)?.into(),
            ref other => return Err(StoreError::Damaged(format!("column {at} is of the kind {other}"))),
        })
    }

    /// Whatever a file's column holds.
    pub(in crate::ground::store) fn from_file(row: &rusqlite::Row<'_>, at: usize) -> Result<Self, StoreError> {
        Ok(match row.get_ref(at)? {
            ValueRef::Null => Self::Null,
            ValueRef::Integer(number) => Self::Integer(number),
            ValueRef::Text(_) => Self::Text(row.get(at)?),
            ValueRef::Blob(bytes) => Self::Bytes(bytes.to_vec()),
            ValueRef::Real(_) => return Err(StoreError::Damaged(format!("column {at} holds a fraction"))),
        })
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl tokio_postgres::types::ToSql for Value {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            // A parameter that stands where the server expects a small number, after LIMIT for instance.
            Self::Integer(number) if *kind == Type::INT4 => i32::try_from(*number)?.to_sql(kind, out),
            Self::Integer(number) => number.to_sql(kind, out),
            Self::Text(text) => text.to_sql(kind, out),
            Self::Bytes(bytes) => bytes.to_sql(kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    tokio_postgres::types::to_sql_checked!();
}

macro_rules! from {
    ($($kind:ty => |$value:ident| $made:expr;)*) => {
        $(impl From<$kind> for Value {
            fn from($value: $kind) -> Self {
                $made
            }
        })*
    };
}

from! {
    i64 => |number| Self::Integer(number);
    u32 => |number| Self::Integer(number.into());
    bool => |truth| Self::Integer(truth.into());
    Timestamp => |moment| Self::Integer(moment.as_millis());
    &str => |text| Self::Text(text.to_owned());
    String => |text| Self::Text(text);
    &String => |text| Self::Text(text.clone());
    Vec<u8> => |bytes| Self::Bytes(bytes);
    &[u8] => |bytes| Self::Bytes(bytes.to_vec());
    [u8; 32] => |bytes| Self::Bytes(bytes.to_vec());
    &[u8; 32] => |bytes| Self::Bytes(bytes.to_vec());
    &Digest => |digest| Self::Bytes(digest.as_bytes().to_vec());
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// What a column can be read as.
pub trait Column: Sized {
    /// From a row of SQLite.
    ///
    /// # Errors
    /// When the column holds another kind of value.
    fn from_sqlite(row: &rusqlite::Row<'_>, at: usize) -> Result<Self, StoreError>;

    /// From a row of PostgreSQL.
    ///
    /// # Errors
    /// When the column holds another kind of value.
    fn from_postgres(row: &tokio_postgres::Row, at: usize) -> Result<Self, StoreError>;
}

/// Kinds that SQLite's library knows, each with what PostgreSQL's reads it as.
macro_rules! columns {
    ($($kind:ty as $wide:ty: |$value:ident| $narrow:expr;)*) => {
        $(
            impl Column for $kind {
                fn from_sqlite(row: &rusqlite::Row<'_>, at: usize) -> Result<Self, StoreError> {
                    Ok(row.get(at)?)
                }

                fn from_postgres(row: &tokio_postgres::Row, at: usize) -> Result<Self, StoreError> {
                    let $value: $wide = row.try_get(at)?;
                    $narrow.ok_or_else(|| StoreError::Damaged(format!("column {at} is out of range")))
                }
            }

            impl Column for Option<$kind> {
                fn from_sqlite(row: &rusqlite::Row<'_>, at: usize) -> Result<Self, StoreError> {
                    Ok(row.get(at)?)
                }

                fn from_postgres(row: &tokio_postgres::Row, at: usize) -> Result<Self, StoreError> {
                    let value: Option<$wide> = row.try_get(at)?;
                    value
                        .map(|$value| {
                            $narrow.ok_or_else(|| StoreError::Damaged(format!("column {at} is out of range")))
                        })
                        .transpose()
                }
            }
        )*
    };
}

columns! {
    i64 as i64: |number| Some(number);
    u32 as i64: |number| u32::try_from(number).ok();
    bool as i64: |number| Some(number != 0);
    String as String: |text| Some(text);
    Vec<u8> as Vec<u8>: |bytes| Some(bytes);
    [u8; 32] as Vec<u8>: |bytes| <[u8; 32]>::try_from(bytes).ok();
}
