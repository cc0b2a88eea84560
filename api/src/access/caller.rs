//! The caller of a request, as the database knows them now.

mod authenticate;
pub(super) mod person;
pub(super) mod timed_cache;

use super::{integration::Integration, policy::Who};
use crate::{
    access::Person,
    error::{Code, Result},
};
use edge::query_limits::Class;
use std::sync::Arc;

/// The caller of a request.
#[derive(Clone, Debug)]
pub enum Caller {
    /// An unknown caller: the public.
    Public,
    /// A person who is signed in.
    Person(Arc<Person>),
    /// A machine client. It is never a person, whatever it may read or write.
    Integration(Arc<Integration>),
}

impl Caller {
    /// Returns the person who is signed in.
    ///
    /// # Errors
    /// Fails with `UNAUTHENTICATED` for the public, and with `FORBIDDEN` for an integration.
    pub fn person(&self) -> Result<&Arc<Person>> {
        match self {
            Self::Public => Err(Code::Unauthenticated.into()),
            Self::Person(person) => Ok(person),
            Self::Integration(_) => Err(Code::Forbidden.into()),
        }
    }

    /// Returns the caller as the policy distinguishes callers: by role or scopes.
    #[must_use]
    pub fn who(&self) -> Who<'_> {
        match self {
            Self::Public => Who::Public,
            Self::Person(person) => Who::Person(person.role),
            Self::Integration(integration) => Who::Integration(&integration.scopes),
        }
    }

    /// Returns the class by which the requests of the caller are limited.
    #[must_use]
    pub const fn class(&self) -> Class {
        match self {
            Self::Public => Class::Public,
            Self::Person(_) => Class::SignedIn,
            Self::Integration(_) => Class::Integration,
        }
    }
}
