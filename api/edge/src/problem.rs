//! Problems of an input or a selection, in a form that a program can use.

use std::collections::BTreeMap;

macro_rules! reasons {
    ($($(#[$doc:meta])* $variant:ident = $text:literal;)+) => {
        /// Reason why a value does not fit its type.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Reason {
            $($(#[$doc])* $variant,)+
        }
        impl Reason {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// Returns the reason as `extensions.reason` writes it.
            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $(Self::$variant => $text),+ } }
        }
    };
}

reasons! {
    /// A required value is missing.
    Required = "REQUIRED";
    /// The value has another type.
    WrongType = "WRONG_TYPE";
    /// The text does not have the form of its type.
    Malformed = "MALFORMED";
    /// The value is not in the closed list.
    UnknownValue = "UNKNOWN_VALUE";
    /// The input type has no such field.
    UnknownField = "UNKNOWN_FIELD";
    /// Exactly one field of the input must have a value.
    ExactlyOne = "EXACTLY_ONE";
    /// The value is outside its range.
    OutOfRange = "OUT_OF_RANGE";
}

/// Problem of one value or one selected field, with its place and its reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problem {
    /// Sentence for a person.
    pub message: String,
    /// Argument or variable, with the way to the value in it: `input.answers[2].question`.
    pub argument: Option<String>,
    /// Selected field that is refused, as `Type.field`.
    pub field: Option<String>,
    /// Reason, a word of a closed set.
    pub reason: Option<&'static str>,
    /// Values that the sentence names, such as a limit.
    pub parameters: BTreeMap<&'static str, String>,
}

impl Problem {
    /// Makes the problem of a value.
    pub fn of(argument: impl Into<String>, reason: &'static str, message: String) -> Self {
        let argument = Some(argument.into());
        Self { message, argument, reason: Some(reason), ..Self::default() }
    }
    /// Adds a value that the sentence names.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.parameters.insert(name, value.to_string());
        self
    }
}
