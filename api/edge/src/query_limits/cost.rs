//! The cost of a parsed document, computed before validation and execution.
//!
//! Fragments can expand exponentially: 811 bytes of them expand to more fields than a year could
//! visit, and the library's own checks visit them all. So each fragment is measured once, and its
//! sums are reused at every spread. A fragment that contains itself is refused. The tokens of the
//! document bound the walk.
//!
//! Cost counts objects:
//!
//! - A field that yields an object costs one.
//! - A connection multiplies the content of its lists by the requested page size, cut to the limit.
//! - A list with a natural bound costs that bound.
//! - A list without either counts as one object (`Contract::unbounded_lists` names these lists).
//! - Scalars cost nothing beyond the limit on fields.

pub(super) mod measure;
pub(super) mod selected;

use crate::{
    error::{Code, Error, Result},
    problem::{Problem, Reason},
    query_limits::{
        contract::{Contract, FieldSpec},
        cost::measure::{LEVELS, Measure},
        limits::Limits,
    },
};
use async_graphql::{
    Name, Positioned, Value, Variables,
    parser::types::{
        Directive, ExecutableDocument, Field, FragmentDefinition, OperationDefinition, Selection,
        SelectionSet,
    },
};
use std::collections::HashMap;

/// Lists of introspection. A list inside itself multiplies the response by the size of the schema.
const INTROSPECTION_LISTS: [&str; 8] = [
    "types",
    "fields",
    "inputFields",
    "args",
    "interfaces",
    "possibleTypes",
    "enumValues",
    "directives",
];

/// Greatest nesting of introspection lists. The standard query needs types, their fields, and the
/// fields' arguments.
const LISTS: u32 = 3;

/// Divisors of a list with `within`: a part has about a third of the questions, a section about a
/// twelfth.
const PARTS: u32 = 3;
const SECTIONS: u32 = 12;

/// State of a fragment: measured, or in the course of measuring.
#[derive(Clone, Copy)]
enum Known {
    Open,
    Measured(Measure),
}

/// Walk that measures the operations of one document.
pub(super) struct Walk<'a> {
    document: &'a ExecutableDocument,
    contract: &'a Contract,
    limits: &'a Limits,
    /// The variables of the executed operation. `None` for an operation that is not executed.
    variables: Option<&'a Variables>,
    defaults: HashMap<&'a str, &'a Value>,
    known: HashMap<&'a str, Known>,
    by_variables: bool,
}

impl<'a> Walk<'a> {
    /// Builds a walk over `operation`. It is executed if there are variables.
    pub(super) fn new(
        document: &'a ExecutableDocument,
        operation: &'a OperationDefinition,
        contract: &'a Contract,
        limits: &'a Limits,
        variables: Option<&'a Variables>,
    ) -> Self {
        let definitions = operation.variable_definitions.iter().map(|v| &v.node);
        let defaults = definitions
            .filter_map(|v| Some((v.name.node.as_str(), &v.default_value.as_ref()?.node)))
            .collect();
        Self {
            document,
            contract,
            limits,
            variables,
            defaults,
            known: HashMap::new(),
            by_variables: false,
        }
    }

    /// Returns true if a variable decided a page size, so that other variables give other sums.
    pub(super) const fn is_decided_by_variables(&self) -> bool {
        self.by_variables
    }

    /// Returns the sums over a whole operation with the root type `root`.
    pub(super) fn operation(
        &mut self,
        operation: &'a OperationDefinition,
        root: &str,
    ) -> Result<Measure> {
        let mut own = self.directives(&operation.directives)?;
        for variable in &operation.variable_definitions {
            own = own.beside(self.directives(&variable.node.directives)?);
        }
        Ok(own.beside(self.selection_set(&operation.selection_set.node, root, 1)?))
    }

    /// Returns the sums over a fragment, which is measured once.
    pub(super) fn fragment(
        &mut self,
        name: &'a Name,
        fragment: &'a FragmentDefinition,
        level: u32,
    ) -> Result<Measure> {
        match self.known.insert(name.as_str(), Known::Open) {
            Some(Known::Measured(measure)) => {
                self.known.insert(name.as_str(), Known::Measured(measure));
                return Ok(measure);
            }
            Some(Known::Open) => {
                return Err(Error::says(
                    Code::ValidationFailed,
                    format!("The fragment {} contains itself.", short(name)),
                ));
            }
            None => {}
        }
        let own = self.directives(&fragment.directives)?;
        let on = fragment.type_condition.node.on.node.as_str();
        let measure = own.beside(self.selection_set(&fragment.selection_set.node, on, level)?);
        self.known.insert(name.as_str(), Known::Measured(measure));
        Ok(measure)
    }

    fn selection_set(&mut self, set: &'a SelectionSet, of: &str, level: u32) -> Result<Measure> {
        if level > LEVELS {
            return Err(Error::says(
                Code::TooDeep,
                "The selections are nested too deeply, fragments included.",
            ));
        }
        let mut sum = Measure::default();
        for selection in &set.items {
            sum = sum.beside(match &selection.node {
                Selection::Field(field) => self.field(&field.node, of, level)?,
                Selection::InlineFragment(inline) => {
                    let on = inline
                        .node
                        .type_condition
                        .as_ref()
                        .map_or(of, |on| on.node.on.node.as_str());
                    self.directives(&inline.node.directives)?.beside(self.selection_set(
                        &inline.node.selection_set.node,
                        on,
                        level + 1,
                    )?)
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    let own = self.directives(&spread.node.directives)?;
                    // Validation refuses a fragment that does not exist.
                    match self.document.fragments.get(name) {
                        Some(fragment) => {
                            own.beside(self.fragment(name, &fragment.node, level + 1)?)
                        }
                        None => own,
                    }
                }
            });
        }
        sum.levels += 1;
        if of.starts_with("__") {
            // Generated introspection has a directive on every description. Its fields are limited.
            sum.directives = 0;
        }
        Ok(sum)
    }

    fn field(&mut self, field: &'a Field, of: &str, level: u32) -> Result<Measure> {
        let name = field.name.node.as_str();
        let promise = self.contract.field(of, name);
        let is_introspection = of.starts_with("__") || matches!(name, "__schema" | "__type");
        let result = match (is_introspection, promise) {
            // The names of introspection's own types do not matter. They only have to be recognized
            // as introspection.
            (true, _) => "__",
            (false, Some(promise)) => &promise.result,
            (false, None) => "",
        };
        let inner = if field.selection_set.node.items.is_empty() {
            Measure::default()
        } else {
            self.selection_set(&field.selection_set.node, result, level + 1)?
        };
        let mut sum = if is_introspection {
            introspected(of, name, inner)?
        } else {
            self.costed(field, promise, inner)?
        };
        let aliased = u32::from(field.alias.is_some());
        sum.roots = 1;
        sum.root_aliases = aliased;
        sum.aliases = sum.aliases.saturating_add(aliased);
        Ok(sum.beside(self.directives(&field.directives)?))
    }

    /// Measures a field of this schema, around the measure of its selections.
    fn costed(
        &mut self,
        field: &Field,
        promise: Option<&FieldSpec>,
        inner: Measure,
    ) -> Result<Measure> {
        let mut sum = Measure {
            depth: inner.depth.saturating_add(1),
            fields: inner.fields.saturating_add(1),
            fixed: 0,
            paged: 0,
            ..inner
        };
        // Validation refuses a field that does not exist.
        let Some(promise) = promise else { return Ok(sum) };
        let each = inner.cost().saturating_add(u64::from(promise.is_composite));
        if promise.is_paged() {
            let page = u64::from(self.page(field, promise)?);
            sum.fixed = if promise.is_list {
                each.saturating_mul(page)
            } else {
                inner.paged.saturating_mul(page).saturating_add(inner.fixed).saturating_add(1)
            };
        } else if let Some(bound) = promise.natural_bound {
            sum.fixed = each.saturating_mul(self.within(field, bound));
        } else if promise.is_list {
            sum.paged = each;
        } else {
            sum.fixed = each;
        }
        Ok(sum)
    }

    /// Returns the number of objects that the field asks for.
    fn page(&mut self, field: &Field, promise: &FieldSpec) -> Result<u32> {
        let mut page = None;
        for name in ["first", "last"] {
            let value = match field.get_argument(name) {
                Some(given) => {
                    self.by_variables |= given.node.clone().into_const().is_none();
                    given
                        .node
                        .clone()
                        .into_const_with(|variable| self.variable(&variable).ok_or(()))
                        .ok()
                }
                None => promise.default_of(name).cloned(),
            };
            let Some(Value::Number(number)) = value else { continue };
            if number.as_f64().is_some_and(|number| number < 0.0) && self.variables.is_some() {
                let message = format!("`{name}` must be 0 or more.");
                let problem = Problem::of(name, Reason::OutOfRange.as_str(), message);
                return Err(Error::problem(Code::BadInput, problem.with("least", 0)));
            }
            // A larger page is cut to the greatest one.
            let most = self.limits.page_max;
            let asked = number.as_u64().and_then(|n| u32::try_from(n).ok());
            let asked = asked.unwrap_or(most).min(most);
            page = page.max(Some(asked));
        }
        Ok(page.unwrap_or(self.limits.page_default))
    }

    /// Returns the number of objects of a list in the part, section or question of the argument
    /// `within`.
    ///
    /// The number of dots decides if a code is a part, a section or a question.
    fn within(&mut self, field: &Field, whole: u32) -> u64 {
        let Some(given) = field.get_argument("within") else { return whole.into() };
        self.by_variables |= given.node.clone().into_const().is_none();
        let value =
            given.node.clone().into_const_with(|variable| self.variable(&variable).ok_or(())).ok();
        let Some(Value::String(code)) = value else { return whole.into() };
        match code.matches('.').count() {
            0 => whole.div_ceil(PARTS).into(),
            1 => whole.div_ceil(SECTIONS).into(),
            _ => 1,
        }
    }

    fn variable(&self, name: &Name) -> Option<Value> {
        let given = self.variables.and_then(|variables| variables.get(name));
        given.or_else(|| self.defaults.get(name.as_str()).copied()).cloned()
    }

    fn directives(&self, directives: &[Positioned<Directive>]) -> Result<Measure> {
        for directive in directives {
            if matches!(directive.node.name.node.as_str(), "defer" | "stream") {
                return Err(Error::says(
                    Code::Unsupported,
                    format!("@{} is not supported.", directive.node.name.node),
                ));
            }
        }
        let most = self.limits.directives_in_one_place;
        if directives.len() > most {
            return Err(Error::says(
                Code::TooCostly,
                format!("The document has more than {most} directives in one place."),
            ));
        }
        Ok(Measure {
            directives: u32::try_from(directives.len()).unwrap_or(u32::MAX),
            ..Measure::default()
        })
    }
}

/// Measures a field of introspection, around the measure of its selections. A root collapses to one
/// field.
fn introspected(of: &str, name: &str, inner: Measure) -> Result<Measure> {
    if !of.starts_with("__") {
        return Ok(Measure {
            depth: 1,
            fields: 1,
            fixed: 1,
            paged: 0,
            // Count a field that does not belong inside introspection all the same, because
            // validation visits it.
            introspected: inner.introspected.saturating_add(inner.fields),
            schemas: u32::from(name == "__schema"),
            lists: 0,
            list_depth: 0,
            ..inner
        });
    }
    let own = INTROSPECTION_LISTS.iter().position(|list| *list == name).map_or(0, |n| 1_u8 << n);
    if own & inner.lists != 0 {
        let sentence =
            format!("Introspection asks for {name} inside {name}: ask for it once on each path.");
        return Err(Error::says(Code::TooCostly, sentence));
    }
    let list_depth = inner.list_depth + u32::from(own != 0);
    if list_depth > LISTS {
        return Err(Error::says(
            Code::TooCostly,
            format!("Introspection nests lists deeper than {LISTS} levels."),
        ));
    }
    let introspected = inner.introspected.saturating_add(1);
    Ok(Measure { lists: inner.lists | own, list_depth, introspected, ..inner })
}

/// Shortens a name, so that a response may quote it.
fn short(name: &Name) -> String {
    name.chars().take(60).collect()
}
