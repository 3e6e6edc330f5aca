//! A closed list of words, said once: the enum, how it is written in JSON and in columns, and how it is read.

macro_rules! words {
    ($(#[$about:meta])* $name:ident, $rename:tt { $($(#[$what:meta])+ $word:ident = $text:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ::serde::Serialize, ::serde::Deserialize)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS))]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(rename_all = $rename)]
        pub enum $name {
            $($(#[$what])+ $word,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$word),+];
            /// The words themselves, to be told to whoever gave another one.
            pub const WORDS: &[&str] = &[$($text),+];

            /// The word used in JSON and in columns.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$word => $text,)+ }
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::environment::UnknownWord;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word).ok_or($crate::environment::UnknownWord)
            }
        }
    };
}
