//! The two forms of a word. A code is a text of a certain form; a closed list is an enum.

#[cfg(feature = "graphql")]
use super::BadWord;

/// Defines a code: a newtype that only parsing can build, and a scalar of the API.
macro_rules! code {
    ($(#[$doc:meta])* $name:ident, $rule:literal, $ok:expr $(, specified by $url:literal)?) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        #[cfg_attr(feature = "rows", derive(sea_orm::DeriveValueType))]
        #[cfg_attr(
            feature = "rows",
            sea_orm(value_type = "String", column_type = "String(sea_orm::entity::prelude::StringLen::None)")
        )]
        pub struct $name(String);

        impl $name {
            /// The form of a right code, in words.
            pub const FORM: &'static str = $rule;
            /// The code as text.
            #[must_use]
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl std::str::FromStr for $name {
            type Err = $crate::vocabulary::BadWord;
            fn from_str(text: &str) -> Result<Self, $crate::vocabulary::BadWord> {
                let ok: fn(&str) -> bool = $ok;
                if ok(text) { Ok(Self(text.to_owned())) } else { Err($crate::vocabulary::BadWord { wanted: stringify!($name), rule: $rule }) }
            }
        }
        impl TryFrom<String> for $name {
            type Error = $crate::vocabulary::BadWord;
            fn try_from(text: String) -> Result<Self, $crate::vocabulary::BadWord> { text.parse() }
        }
        impl From<$name> for String {
            fn from(code: $name) -> String { code.0 }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(&self.0) }
        }
        #[cfg(feature = "rows")]
        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> { Err(sea_orm::DbErr::ConvertFromU64(stringify!($name))) }
        }
        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str { &self.0 }
        }
        #[cfg(feature = "graphql")]
        $(#[$doc])*
        #[async_graphql::Scalar($(specified_by_url = $url)?)]
        impl async_graphql::ScalarType for $name {
            fn parse(value: async_graphql::Value) -> async_graphql::InputValueResult<Self> {
                match value {
                    async_graphql::Value::String(text) => text.parse().map_err($crate::vocabulary::form::bad_input),
                    _ => Err($crate::vocabulary::form::bad_input($crate::vocabulary::BadWord { wanted: stringify!($name), rule: $rule })),
                }
            }
            fn to_value(&self) -> async_graphql::Value { async_graphql::Value::String(self.0.clone()) }
        }
    };
}

pub(super) use code;

/// Refuses a malformed word in an argument or variable with `BAD_INPUT`, the code of every bad
/// input.
#[cfg(feature = "graphql")]
pub(super) fn bad_input<T: async_graphql::InputType>(
    bad: BadWord,
) -> async_graphql::InputValueError<T> {
    async_graphql::InputValueError::custom(bad).with_extension("code", "BAD_INPUT")
}

/// Returns true if the text has at most 32 bytes and consists of ASCII letters and digits, in
/// `parts` parts with dots between them.
pub(super) fn dotted(text: &str, parts: std::ops::RangeInclusive<usize>) -> bool {
    text.len() <= 32
        && parts.contains(&text.split('.').count())
        && text
            .split('.')
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Returns true if the text has 1 to `most` bytes: lower-case letters, digits, and `joint` inside.
pub(super) fn slug(text: &str, most: usize, joint: u8) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let ends = [text.bytes().next(), text.bytes().last()];
    text.len() <= most
        && ends.iter().all(|end| end.is_some_and(plain))
        && text.bytes().all(|b| plain(b) || b == joint)
}

/// Defines a closed list: an enum whose values have a text form.
macro_rules! closed {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "rows", derive(sea_orm::EnumIter, sea_orm::DeriveActiveEnum))]
        #[cfg_attr(feature = "rows", sea_orm(rs_type = "String", db_type = "String(sea_orm::entity::prelude::StringLen::None)"))]
        #[cfg_attr(feature = "graphql", derive(async_graphql::Enum))]
        pub enum $name {
            $($(#[$vdoc])* #[cfg_attr(feature = "rows", sea_orm(string_value = $text))] #[serde(rename = $text)] $variant,)+
        }
        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The value as SQL, JSON and the audit trail write it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.as_str()) }
        }
        impl std::str::FromStr for $name {
            type Err = $crate::vocabulary::BadWord;
            fn from_str(text: &str) -> Result<Self, $crate::vocabulary::BadWord> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err($crate::vocabulary::BadWord { wanted: stringify!($name), rule: concat!($($text, " "),+) }),
                }
            }
        }
    };
}

pub(super) use closed;
