//! Before the parser and after it: what a request may cost.
//!
//! A request passes here in the order of price, each check cheaper than the next: the nesting of its JSON
//! (`json_depth`), the tokens and nesting of its document (`lexical`), one parse, the sums over its expanded fragments
//! (`cost`, `measure`) against the published contract (`contract`) and the limits of whoever asks (`limits`). What a
//! document came to is kept (`judged`, `documents`). What passes is a [`GuardedRequest`], and nothing else reaches the schema.

pub mod contract;
mod cost;
mod documents;
pub mod json_depth;
mod judged;
pub mod lexical;
pub mod limits;
mod measure;
mod nulls;
mod order;
mod selected;
#[cfg(test)]
mod tests;

pub use contract::{Contract, NaturalBounds};
pub use documents::Documents;
pub use limits::{Class, JSON_DEPTH, Limits, LimitsByClass};

use crate::error::{Code, Error, Result};
use async_graphql::{
    Data, ObjectType, Request, Response, Schema, SubscriptionType, Value, Variables,
    futures_util::stream::{BoxStream, StreamExt},
    parser::{
        parse_query,
        types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType},
    },
};
use judged::Judged;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

/// The pieces of a request as they came, typed but not judged.
#[derive(Debug, Default)]
pub struct Raw {
    /// The text of the document.
    pub query: String,
    /// The variables, an empty object where there are none.
    pub variables: Variables,
    /// Which operation of the document to execute.
    pub operation_name: Option<String>,
    /// Whether the request came by a method that must change nothing.
    pub read_only: bool,
}

impl Raw {
    fn may(&self, kind: OperationType) -> Result<()> {
        if self.read_only && kind == OperationType::Mutation {
            return Err(Error::says(Code::MethodNotAllowed, "Mutations come by POST."));
        }
        Ok(())
    }
}

/// A request that keeps to the limits, and the only way to the schema.
#[derive(Debug)]
pub struct GuardedRequest {
    raw: Raw,
    contract: Arc<Contract>,
    judged: Arc<Judged>,
    cost: u64,
}

impl GuardedRequest {
    /// Judges a request by the limits and the contract.
    pub fn admit(raw: Raw, limits: &Limits, contract: &Arc<Contract>) -> Result<Self> {
        let name = raw.operation_name.as_deref();
        let (judged, cost) = Judged::of(&raw.query, name, &raw.variables, limits, contract, |kind| raw.may(kind))?;
        Self::of(raw, Arc::new(judged), cost, contract)
    }

    /// Judges a request whose document was admitted before by the same limits and contract.
    fn admit_known(raw: Raw, judged: Arc<Judged>, limits: &Limits, contract: &Arc<Contract>) -> Result<Self> {
        raw.may(judged.kind)?;
        let cost = judged.cost(raw.operation_name.as_deref(), &raw.variables, limits, contract)?;
        Self::of(raw, judged, cost, contract)
    }

    fn of(raw: Raw, judged: Arc<Judged>, cost: u64, contract: &Arc<Contract>) -> Result<Self> {
        variables_are_there(choose(&judged.document, raw.operation_name.as_deref())?, &raw.variables)?;
        Ok(Self { raw, contract: Arc::clone(contract), judged, cost })
    }

    /// Every (type, field) that the chosen operation selects, each once, in order; see `selected` for what is left out.
    pub fn selected(&self) -> impl Iterator<Item = (&str, &str)> {
        self.judged.selected.iter().map(|(of, field)| (&**of, &**field))
    }
    /// Whether the operation changes something.
    #[must_use]
    pub fn is_mutation(&self) -> bool {
        self.judged.kind == OperationType::Mutation
    }
    /// Whether the operation is a subscription, which needs another transport than a request and its answer.
    #[must_use]
    pub fn is_subscription(&self) -> bool {
        self.judged.kind == OperationType::Subscription
    }
    /// Whether the operation asks for the schema alone and takes no variables: its answer depends on the text only.
    #[must_use]
    pub fn is_introspection(&self) -> bool {
        self.judged.is_introspection
    }
    /// The operation that the client named.
    #[must_use]
    pub fn operation_name(&self) -> Option<&str> {
        self.raw.operation_name.as_deref()
    }
    /// The text of the document.
    #[must_use]
    pub fn document(&self) -> &str {
        &self.raw.query
    }
    /// How many objects the answer may hold, list sizes multiplied.
    #[must_use]
    pub fn cost(&self) -> u64 {
        self.cost
    }

    /// Executes a query or a mutation; `data` is what resolvers find on their context.
    pub async fn execute<Q, M, S>(self, schema: &Schema<Q, M, S>, data: Data) -> Response
    where
        Q: ObjectType + 'static,
        M: ObjectType + 'static,
        S: SubscriptionType + 'static,
    {
        let finish = self.finish();
        finish.response(schema.execute(self.into_request(data)).await)
    }

    /// Executes a query or a mutation as [`Self::execute`] does. `trusting` is the same schema without the checks that come
    /// before execution: they are left out where they found nothing before, and could find nothing now.
    pub async fn execute_by<Q, M, S>(self, schema: &Schema<Q, M, S>, trusting: &Schema<Q, M, S>, data: Data) -> Response
    where
        Q: ObjectType + 'static,
        M: ObjectType + 'static,
        S: SubscriptionType + 'static,
    {
        if self.judged.is_surely_valid(self.operation_name(), &self.raw.variables, &self.contract) {
            return self.execute(trusting, data).await;
        }
        let judged = Arc::clone(&self.judged);
        let response = self.execute(schema, data).await;
        if response.is_ok() {
            judged.is_found_valid();
        }
        response
    }

    /// Executes a subscription, an answer for each event.
    pub fn execute_stream<Q, M, S>(self, schema: &Schema<Q, M, S>, data: Data) -> BoxStream<'static, Response>
    where
        Q: ObjectType + 'static,
        M: ObjectType + 'static,
        S: SubscriptionType + 'static,
    {
        let finish = self.finish();
        schema.execute_stream(self.into_request(data)).map(move |response| finish.response(response)).boxed()
    }

    fn finish(&self) -> Finish {
        let name = self.raw.operation_name.clone();
        Finish { contract: Arc::clone(&self.contract), judged: Arc::clone(&self.judged), name }
    }

    fn into_request(self, data: Data) -> Request {
        let mut request = Request::new(self.raw.query).variables(self.raw.variables);
        request.operation_name = self.raw.operation_name;
        request.data = data;
        request.set_parsed_query(self.judged.document.clone());
        request
    }
}

/// What is done to an answer after the library has made it.
struct Finish {
    contract: Arc<Contract>,
    judged: Arc<Judged>,
    name: Option<String>,
}

impl Finish {
    fn response(&self, mut response: Response) -> Response {
        let document = &self.judged.document;
        if response.errors.iter().any(|error| !error.path.is_empty())
            && let Ok(operation) = choose(document, self.name.as_deref())
            && let Ok(root) = root_of(operation, &self.contract)
        {
            nulls::set(&mut response, &nulls::Selected::new(document, &self.contract), operation, root);
        }
        self.judged.keys.sort(&mut response.data);
        // Fields are found side by side: which of them was refused first is nobody's matter.
        response.errors.sort_by_key(|error| error.locations.first().map(|place| (place.line, place.column)));
        response
    }
}

fn parse(text: &str) -> Result<ExecutableDocument> {
    // The lexical pass leaves nothing that is known to make the parser panic; what is not known must not end a thread.
    let parsed = catch_unwind(AssertUnwindSafe(|| parse_query(text)));
    let error = match parsed {
        Ok(Ok(document)) => return Ok(document),
        Ok(Err(error)) => error,
        Err(_) => return Err(Error::failure("the parser panicked")),
    };
    let place = error.positions().next().map(|pos| format!(" (line {}, column {})", pos.line, pos.column)).unwrap_or_default();
    let message = error.to_string();
    let what = message.lines().map(|line| line.trim_matches([' ', '=', '|'])).rfind(|line| !line.is_empty()).unwrap_or_default();
    let what: String = what.chars().take(200).collect();
    Err(Error::says(Code::ParseFailed, format!("The document is not well-formed GraphQL: {what}{place}.")))
}

fn choose<'a>(document: &'a ExecutableDocument, name: Option<&str>) -> Result<&'a OperationDefinition> {
    let no = |sentence: &'static str| Err(Error::says(Code::ValidationFailed, sentence));
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Ok(&operation.node),
        (DocumentOperations::Multiple(all), None) => match all.values().next() {
            Some(only) if all.len() == 1 => Ok(&only.node),
            _ => no("The document holds several operations: say which by operationName."),
        },
        (DocumentOperations::Multiple(all), Some(name)) => match all.get(name) {
            Some(operation) => Ok(&operation.node),
            None => no("The document holds no operation of the name in operationName."),
        },
        (DocumentOperations::Single(_), Some(_)) => no("The document holds no operation of the name in operationName."),
    }
}

fn root_of<'a>(operation: &OperationDefinition, contract: &'a Contract) -> Result<&'a str> {
    let (root, none) = match operation.ty {
        OperationType::Query => return Ok(contract.query()),
        OperationType::Mutation => (contract.mutation(), "There are no mutations here."),
        OperationType::Subscription => (contract.subscription(), "There are no subscriptions here."),
    };
    root.map(|name| &**name).ok_or_else(|| Error::says(Code::ValidationFailed, none))
}

/// A variable that must have a value has one, also if the operation never uses it.
fn variables_are_there(operation: &OperationDefinition, variables: &Variables) -> Result<()> {
    for definition in &operation.variable_definitions {
        let (name, ty) = (&definition.node.name.node, &definition.node.var_type.node);
        let missing = match variables.get(name) {
            Some(Value::Null) => true,
            Some(_) => false,
            None => definition.node.default_value.is_none(),
        };
        if missing && !ty.nullable {
            let name: String = name.chars().take(60).collect();
            return Err(Error::says(Code::ValidationFailed, format!("The variable ${name} must have a value.")));
        }
    }
    Ok(())
}
