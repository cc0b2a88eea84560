//! The measure of a selection, with fragments expanded and lists multiplied.

use crate::{
    error::{Code, Error, Result},
    query_limits::limits::Limits,
};

/// The sums over a selection set, or over a part of one. Sums saturate, because a number too large
/// to hold is over every limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::query_limits) struct Measure {
    /// Nesting of fields.
    pub(in crate::query_limits) depth: u32,
    /// Nesting of selection sets, including those of fragments: the recursion depth of a walk.
    pub(in crate::query_limits) levels: u32,
    /// Number of fields.
    pub(in crate::query_limits) fields: u32,
    /// Number of fields at the top of the selection, not inside others.
    pub(in crate::query_limits) roots: u32,
    /// Number of aliases, and of aliases at the top of the selection.
    pub(in crate::query_limits) aliases: u32,
    pub(in crate::query_limits) root_aliases: u32,
    /// Number of directives.
    pub(in crate::query_limits) directives: u32,
    /// Number of objects that does not depend on the page around them.
    pub(in crate::query_limits) fixed: u64,
    /// Number of objects for each object of the page around them.
    pub(in crate::query_limits) paged: u64,
    /// Number of introspection fields below an introspection root.
    pub(in crate::query_limits) introspected: u32,
    /// Number of requests for the whole schema.
    pub(in crate::query_limits) schemas: u32,
    /// The introspection lists that occur, one bit each.
    pub(in crate::query_limits) lists: u8,
    /// Nesting of introspection lists.
    pub(in crate::query_limits) list_depth: u32,
}

impl Measure {
    /// Combines two measures that stand side by side.
    #[must_use]
    pub(in crate::query_limits) fn beside(self, other: Self) -> Self {
        Self {
            depth: self.depth.max(other.depth),
            levels: self.levels.max(other.levels),
            fields: self.fields.saturating_add(other.fields),
            roots: self.roots.saturating_add(other.roots),
            aliases: self.aliases.saturating_add(other.aliases),
            root_aliases: self.root_aliases.saturating_add(other.root_aliases),
            directives: self.directives.saturating_add(other.directives),
            fixed: self.fixed.saturating_add(other.fixed),
            paged: self.paged.saturating_add(other.paged),
            introspected: self.introspected.saturating_add(other.introspected),
            schemas: self.schemas.saturating_add(other.schemas),
            lists: self.lists | other.lists,
            list_depth: self.list_depth.max(other.list_depth),
        }
    }

    /// Returns the number of objects that the response may hold, if there is no page around.
    pub(in crate::query_limits) fn cost(&self) -> u64 {
        self.fixed.saturating_add(self.paged)
    }

    /// Refuses a document with an operation beyond the limits, executed or not: the library visits
    /// all operations.
    pub(in crate::query_limits) fn check_shape(&self, limits: &Limits) -> Result<()> {
        let over = |code, what: &str, is: u32, most: u32| {
            if is > most {
                Err(Error::says(code, format!("The document has {what}: at most {most}.")))
            } else {
                Ok(())
            }
        };
        over(
            Code::TooCostly,
            "too many fields after fragment expansion",
            self.fields,
            limits.fields,
        )?;
        over(Code::TooCostly, "too many fields of introspection", self.introspected, INTROSPECTED)?;
        over(Code::TooCostly, "more than one __schema", self.schemas, 1)?;
        over(Code::TooCostly, "too many directives", self.directives, limits.directives)?;
        over(Code::TooDeep, "fields nested too deeply", self.depth, limits.selection_depth)?;
        over(Code::TooDeep, "selections nested too deeply, fragments included", self.levels, LEVELS)
    }

    /// Refuses an operation to be executed that is beyond its additional limits.
    pub(in crate::query_limits) fn check_operation(
        &self,
        is_mutation: bool,
        limits: &Limits,
    ) -> Result<()> {
        let aliases =
            if is_mutation { self.aliases.saturating_sub(self.root_aliases) } else { self.aliases };
        let over = |what: &str, is: u64, most: u64| {
            if is > most {
                Err(Error::says(Code::TooCostly, format!("{what}: {is}, at most {most}.")))
            } else {
                Ok(())
            }
        };
        if is_mutation && limits.mutations == 0 {
            return Err(Error::says(
                Code::Unauthenticated,
                "Sign in: nothing can be changed without a valid access token.",
            ));
        }
        let (what, most) = if is_mutation {
            ("Mutations", limits.mutations)
        } else {
            ("Root fields", limits.root_fields)
        };
        over(what, self.roots.into(), most.into())?;
        over("Aliases", aliases.into(), limits.aliases.into())?;
        over("Objects that the answer may hold", self.cost().max(self.roots.into()), limits.cost)
    }
}

/// Greatest nesting of selection sets that the library itself accepts.
pub(in crate::query_limits) const LEVELS: u32 = 32;

/// Greatest number of introspection fields in a document. The standard query has about 250 after
/// expansion.
const INTROSPECTED: u32 = 500;
