//! The kinds of value that both databases know.

use keys::{Digest, Timestamp};
use rusqlite::{
    ToSql,
    types::{FromSql, ToSqlOutput, ValueRef},
};

use crate::store::StoreError;

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

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
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
}

impl<T: FromSql> Column for T {
    fn from_sqlite(row: &rusqlite::Row<'_>, at: usize) -> Result<Self, StoreError> {
        Ok(row.get(at)?)
    }
}
