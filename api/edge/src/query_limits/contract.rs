//! The contract: the fields of each type, their results, and the number of objects that they can
//! yield.
//!
//! It is read from the published SDL and not from the library's registry, so that the crate judges
//! requests by exactly the promised schema. It is built once, at start.

pub mod input_types;

use crate::error::{Error, Result};
use async_graphql::{
    Value,
    parser::{
        parse_schema,
        types::{BaseType, FieldDefinition, Type, TypeKind, TypeSystemDefinition},
    },
};
use input_types::{InputField, InputType, ScalarForms};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// The number of objects that a list with a natural bound can hold, by (type, field). Examples: 195
/// States, 207 answers.
pub type NaturalBounds = BTreeMap<(String, String), u32>;

/// A field of the contract.
#[derive(Clone, Debug)]
pub struct FieldSpec {
    /// The named type of the result, without list and non-null.
    pub result: Arc<str>,
    /// True if the result is a list.
    pub is_list: bool,
    /// True for each level that may be null: first the result, then the items of each nested list.
    pub nullable: Vec<bool>,
    /// True if the result has fields of its own: an object or a union.
    pub is_composite: bool,
    /// The arguments with their types and defaults.
    pub arguments: Vec<InputField>,
    /// The number of objects that the list can hold by its nature, if it is declared.
    pub natural_bound: Option<u32>,
}

impl FieldSpec {
    /// Returns true if the request chooses the number of objects, by `first` or `last`.
    #[must_use]
    pub fn is_paged(&self) -> bool {
        self.arguments.iter().any(|one| matches!(&*one.name, "first" | "last"))
    }
    /// Returns the declared default of an argument.
    #[must_use]
    pub fn default_of(&self, argument: &str) -> Option<&Value> {
        self.argument(argument)?.default.as_ref()
    }
    /// Returns an argument.
    #[must_use]
    pub fn argument(&self, name: &str) -> Option<&InputField> {
        self.arguments.iter().find(|one| *one.name == *name)
    }
}

/// The names of the root types, and every type with its fields.
#[derive(Clone, Debug)]
pub struct Contract {
    query: Arc<str>,
    mutation: Option<Arc<str>>,
    subscription: Option<Arc<str>>,
    types: HashMap<Arc<str>, HashMap<Arc<str>, FieldSpec>>,
    unions: HashMap<Arc<str>, Vec<Arc<str>>>,
    inputs: HashMap<Arc<str>, InputType>,
}

impl Contract {
    /// Reads the contract from `sdl`.
    ///
    /// A natural bound is refused for a field that is not a list of objects. It would be a
    /// misspelling that silently leaves a list unbounded.
    pub fn from_sdl(sdl: &str, bounds: &NaturalBounds) -> Result<Self> {
        let document = parse_schema(sdl).map_err(Error::failure)?;
        let (mut objects, mut unions, mut roots) = (Vec::new(), HashMap::new(), None);
        let mut inputs = HashMap::new();
        for definition in document.definitions {
            match definition {
                TypeSystemDefinition::Schema(schema) => roots = Some(schema.node),
                TypeSystemDefinition::Type(ty) => {
                    let name: Arc<str> = ty.node.name.node.as_str().into();
                    match ty.node.kind {
                        TypeKind::Object(object) => objects.push((name, object.fields)),
                        TypeKind::Interface(interface) => objects.push((name, interface.fields)),
                        TypeKind::Union(union) => {
                            unions.insert(
                                name,
                                union.members.iter().map(|m| m.node.as_str().into()).collect(),
                            );
                        }
                        TypeKind::Scalar => {
                            inputs.insert(name, InputType::Scalar(None));
                        }
                        TypeKind::Enum(of) => {
                            let values = of.values.iter().map(|one| &one.node.value.node);
                            let values = values.map(|value| value.as_str().into()).collect();
                            inputs.insert(name, InputType::Enum(values));
                        }
                        TypeKind::InputObject(of) => {
                            let is = |directive: &str| directive == "oneOf";
                            let is_one_of =
                                ty.node.directives.iter().any(|one| is(&one.node.name.node));
                            let fields =
                                of.fields.iter().map(|field| (&field.node).into()).collect();
                            inputs.insert(name, InputType::Object { fields, is_one_of });
                        }
                    }
                }
                TypeSystemDefinition::Directive(_) => {}
            }
        }
        let root = |name: Option<&str>| name.map(Arc::<str>::from);
        let roots = roots.ok_or_else(|| Error::failure("the SDL names no root types"))?;
        let mut contract = Self {
            query: root(roots.query.as_ref().map(|n| n.node.as_str()))
                .ok_or_else(|| Error::failure("the SDL has no query"))?,
            mutation: root(roots.mutation.as_ref().map(|n| n.node.as_str())),
            subscription: root(roots.subscription.as_ref().map(|n| n.node.as_str())),
            types: objects.iter().map(|(name, _)| (name.clone(), HashMap::new())).collect(),
            unions,
            inputs,
        };
        for (name, fields) in objects {
            let fields = fields
                .iter()
                .map(|f| {
                    (Arc::from(f.node.name.node.as_str()), contract.promise(&name, &f.node, bounds))
                })
                .collect();
            contract.types.insert(name, fields);
        }
        contract.every_bound_is_used(bounds)?;
        Ok(contract)
    }

    fn promise(&self, of: &str, field: &FieldDefinition, bounds: &NaturalBounds) -> FieldSpec {
        let (result, nullable) = named(&field.ty.node);
        let arguments = field.arguments.iter().map(|argument| (&argument.node).into());
        FieldSpec {
            is_composite: self.types.contains_key(result) || self.unions.contains_key(result),
            result: result.into(),
            is_list: nullable.len() > 1,
            nullable,
            arguments: arguments.collect(),
            natural_bound: bounds.get(&(of.to_owned(), field.name.node.to_string())).copied(),
        }
    }

    /// Adds the forms of scalars, so that a value is judged before any field runs.
    ///
    /// # Errors
    /// Fails with the name of a form whose scalar is not in the schema.
    pub fn with_scalars(mut self, forms: &ScalarForms) -> Result<Self> {
        for (name, form) in forms {
            match self.inputs.get_mut(*name) {
                Some(InputType::Scalar(own)) => *own = Some(*form),
                _ => return Err(Error::failure(format!("{name} is no scalar of the schema"))),
            }
        }
        Ok(self)
    }

    fn every_bound_is_used(&self, bounds: &NaturalBounds) -> Result<()> {
        for (of, field) in bounds.keys() {
            if !self.field(of, field).is_some_and(|f| f.is_list && f.is_composite) {
                return Err(Error::failure(format!(
                    "{of}.{field} has a natural bound and is no list of objects"
                )));
            }
        }
        Ok(())
    }

    /// Returns the name of the query root.
    #[must_use]
    pub fn query(&self) -> &Arc<str> {
        &self.query
    }
    /// Returns the name of the mutation root.
    #[must_use]
    pub fn mutation(&self) -> Option<&Arc<str>> {
        self.mutation.as_ref()
    }
    /// Returns the name of the subscription root.
    #[must_use]
    pub fn subscription(&self) -> Option<&Arc<str>> {
        self.subscription.as_ref()
    }
    /// Returns the field `field` of the type `of`.
    #[must_use]
    pub fn field(&self, of: &str, field: &str) -> Option<&FieldSpec> {
        self.types.get(of)?.get(field)
    }
    /// Returns the (type, field) as the contract's own strings, so that they can be stored without
    /// a copy.
    pub(super) fn names(&self, of: &str, field: &str) -> Option<(Arc<str>, Arc<str>)> {
        let (of, fields) = self.types.get_key_value(of)?;
        Some((of.clone(), fields.get_key_value(field)?.0.clone()))
    }
    /// Returns the input type `name`. None for a scalar of the specification.
    #[must_use]
    pub fn input(&self, name: &str) -> Option<&InputType> {
        self.inputs.get(name)
    }
    /// Returns the possible types of the union `name`.
    #[must_use]
    pub fn members(&self, name: &str) -> Option<&[Arc<str>]> {
        self.unions.get(name).map(Vec::as_slice)
    }
    /// Returns every (type, field), in order. The policy table must list exactly these.
    #[must_use]
    pub fn all_fields(&self) -> Vec<(&str, &str)> {
        let mut all: Vec<_> = self
            .types
            .iter()
            .flat_map(|(of, fields)| fields.keys().map(move |f| (&**of, &**f)))
            .collect();
        all.sort_unstable();
        all
    }
    /// Returns every list of objects with no page, no natural bound, and no page of a connection
    /// around it.
    ///
    /// Such a list counts as one object. A test can require that this result is empty, or has only
    /// lists that are known to be short.
    #[must_use]
    pub fn unbounded_lists(&self) -> Vec<(&str, &str)> {
        let connections: Vec<&Arc<str>> = self
            .types
            .values()
            .flat_map(HashMap::values)
            .filter(|f| f.is_paged() && !f.is_list)
            .map(|f| &f.result)
            .collect();
        let mut all = self.all_fields();
        all.retain(|(of, field)| {
            self.field(of, field).is_some_and(|f| {
                f.is_list && f.is_composite && !f.is_paged() && f.natural_bound.is_none()
            }) && !connections.iter().any(|name| ***name == **of)
        });
        all
    }
}

fn named(mut ty: &Type) -> (&str, Vec<bool>) {
    let mut nullable = vec![ty.nullable];
    loop {
        match &ty.base {
            BaseType::Named(name) => return (name.as_str(), nullable),
            BaseType::List(inner) => {
                nullable.push(inner.nullable);
                ty = inner;
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;

    pub(in crate::query_limits) const SDL: &str = r#"
        type State { code: String! name: String! groupings: [Grouping!]! neighbour: State answers: [Answer!]! self: State! }
        type Grouping { code: String! states: [State!]! }
        type Answer { question: String! value: AnswerValue }
        type Text { text: String! }
        type Choice { options: [String!]! state: State! }
        union AnswerValue = Text | Choice
        type Comment { text: String! state: State! }
        type CommentConnection { edges: [CommentEdge!]! nodes: [Comment!]! pageInfo: PageInfo! totalCount: Int! }
        type CommentEdge { cursor: String! node: Comment! }
        type PageInfo { hasNextPage: Boolean! }
        input Save { text: String! }
        type Query {
            "All of them."
            states: [State!]!
            state(code: String!, note: [[Int!]]): State
            comments(first: Int = 10, after: String, last: Int): CommentConnection!
            latest(first: Int): [Comment!]!
            now: String!
        }
        type Mutation { save(input: Save!): State! }
        type Subscription { changed: State! }
        schema { query: Query mutation: Mutation subscription: Subscription }
    "#;

    pub(in crate::query_limits) fn contract() -> Contract {
        let bounds = [(("Query", "states"), 195), (("State", "answers"), 207)];
        let bounds =
            bounds.map(|((of, field), most)| ((of.to_owned(), field.to_owned()), most)).into();
        Contract::from_sdl(SDL, &bounds).unwrap()
    }

    #[test]
    fn a_bound_for_what_is_no_list_of_objects_is_refused() {
        for (of, field) in
            [("Query", "stats"), ("Stat", "code"), ("State", "neighbour"), ("Choice", "options")]
        {
            let bounds = [((of.to_owned(), field.to_owned()), 5)].into();
            assert!(Contract::from_sdl(SDL, &bounds).is_err(), "{of}.{field}");
        }
    }

    #[test]
    fn what_is_no_sdl_is_refused() {
        assert!(Contract::from_sdl("type Query {", &NaturalBounds::new()).is_err());
        assert!(Contract::from_sdl("type Query { a: Int }", &NaturalBounds::new()).is_err());
    }

    #[test]
    fn the_contract_says_what_each_field_leads_to() {
        let contract = contract();
        let comments = contract.field("Query", "comments").unwrap();
        assert_eq!(
            (&*comments.result, comments.is_list, comments.is_composite),
            ("CommentConnection", false, true)
        );
        assert!(comments.is_paged());
        assert_eq!(comments.default_of("first"), Some(&Value::from(10)));
        assert_eq!(contract.field("Query", "states").unwrap().natural_bound, Some(195));
        assert!(contract.field("Answer", "value").unwrap().is_composite);
        assert!(!contract.field("Choice", "options").unwrap().is_composite);
        assert_eq!(contract.members("AnswerValue").unwrap().len(), 2);
        assert_eq!(contract.all_fields().len(), 29);
        assert_eq!(contract.unbounded_lists(), [("Grouping", "states"), ("State", "groupings")]);
    }

    #[test]
    fn the_contract_of_a_served_schema_can_be_read() {
        struct Query;
        #[async_graphql::Object]
        impl Query {
            /// A sentence with "quotes".
            async fn one(&self, #[graphql(default = 5)] first: i32) -> i32 {
                first
            }
        }
        let schema = async_graphql::Schema::new(
            Query,
            async_graphql::EmptyMutation,
            async_graphql::EmptySubscription,
        );
        let contract = Contract::from_sdl(&schema.sdl(), &NaturalBounds::new()).unwrap();
        assert_eq!(contract.all_fields(), [("Query", "one")]);
    }
}
