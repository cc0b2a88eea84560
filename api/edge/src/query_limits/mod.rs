//! Query limits: limits on the cost of a request, before and after the parser.
//!
//! A request passes its checks in the order of their price, the cheapest first:
//!
//! 1. The nesting of its JSON (`json_depth`).
//! 2. The tokens and nesting of its document (`lexical`).
//! 3. One parse.
//! 4. The sums over its expanded fragments (`cost`, `measure`), by the published contract
//!    (`contract`) and the limits of the caller (`limits`).
//! 5. The values of its arguments and variables, by their types (`coercion`).
//!
//! The result for a document is cached (`analyzed_document`, `document_cache`). An accepted request
//! is a [`AdmittedRequest`], and nothing else reaches the schema.

mod analyzed_document;
mod coercion;
pub mod contract;
mod cost;
mod document_cache;
pub mod json_depth;
pub mod lexical;
pub mod limits;
mod response;
#[cfg(test)]
mod tests;

pub use contract::{Contract, NaturalBounds};
pub use document_cache::DocumentCache;
pub use limits::{Class, JSON_DEPTH, Limits, LimitsByClass};

use crate::{
    error::{Code, Error, Refusal, Result},
    root::RefusedFields,
};
use analyzed_document::AnalyzedDocument;
use async_graphql::{
    Data, ObjectType, PathSegment, Request, Response, Schema, ServerError, SubscriptionType,
    Variables,
    futures_util::stream::{BoxStream, StreamExt},
    parser::{
        parse_query,
        types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType},
    },
};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

/// The parts of a request as received: typed, but not analyzed.
#[derive(Debug, Default)]
pub struct RawRequest {
    /// The text of the document.
    pub query: String,
    /// The variables. An empty object if there are none.
    pub variables: Variables,
    /// The name of the operation to execute.
    pub operation_name: Option<String>,
    /// True if the request came by a method that must change nothing.
    pub read_only: bool,
    /// True if the response shall name the cost of the request.
    pub wants_cost: bool,
}

impl RawRequest {
    fn may(&self, kind: OperationType) -> Result<()> {
        if self.read_only && kind == OperationType::Mutation {
            return Err(Error::says(Code::MethodNotAllowed, "A mutation must come by POST."));
        }
        Ok(())
    }
}

/// A request within the limits. It is the only way to the schema.
#[derive(Debug)]
pub struct AdmittedRequest {
    raw: RawRequest,
    contract: Arc<Contract>,
    analyzed: Arc<AnalyzedDocument>,
    cost: u64,
    refused: RefusedFields,
}

impl AdmittedRequest {
    /// Judges a request by the limits and the contract.
    pub fn admit(raw: RawRequest, limits: &Limits, contract: &Arc<Contract>) -> Result<Self> {
        let name = raw.operation_name.as_deref();
        let (analyzed, cost) =
            AnalyzedDocument::of(&raw.query, name, &raw.variables, limits, contract, |kind| {
                raw.may(kind)
            })?;
        Self::of(raw, Arc::new(analyzed), cost, contract)
    }

    /// Judges a request whose document was accepted before, by the same limits and contract.
    fn admit_known(
        raw: RawRequest,
        analyzed: Arc<AnalyzedDocument>,
        limits: &Limits,
        contract: &Arc<Contract>,
    ) -> Result<Self> {
        raw.may(analyzed.kind)?;
        let cost =
            analyzed.cost(raw.operation_name.as_deref(), &raw.variables, limits, contract)?;
        Self::of(raw, analyzed, cost, contract)
    }

    fn of(
        raw: RawRequest,
        analyzed: Arc<AnalyzedDocument>,
        cost: u64,
        contract: &Arc<Contract>,
    ) -> Result<Self> {
        let operation = choose(&analyzed.document, raw.operation_name.as_deref())?;
        coercion::check_variables(operation, &raw.variables, &analyzed.never_null, contract)?;
        let (contract, refused) = (Arc::clone(contract), RefusedFields::default());
        Ok(Self { raw, contract, analyzed, cost, refused })
    }

    /// Refuses the root fields in which `may` refuses a selected (type, field). The other root
    /// fields of a query are executed.
    ///
    /// # Errors
    /// Fails with every refusal, if it leaves nothing to execute. A mutation is refused as a whole,
    /// so that nobody changes half of what was meant.
    pub(crate) fn authorize<R: Refusal>(
        &mut self,
        may: impl Fn(&str, &str) -> Result<(), R>,
    ) -> Result<(), Vec<ServerError>> {
        if self.selected().all(|(of, field)| may(of, field).is_ok()) {
            return Ok(());
        }
        let document = &self.analyzed.document;
        let Ok(operation) = choose(document, self.operation_name()) else { return Ok(()) };
        let Ok(root) = root_of(operation, &self.contract) else { return Ok(()) };
        let set = &operation.selection_set.node;
        let roots = cost::selected::roots(document, set, root, &self.contract);
        let mut errors = Vec::new();
        for field in &roots {
            let refusal = field.selected.iter().find_map(|(of, name)| may(of, name).err());
            if let Some(refusal) = refusal
                && !self.refused.0.contains_key(&field.key)
            {
                let mut error = async_graphql::Error::from(refusal).into_server_error(field.pos);
                error.path = vec![PathSegment::Field(field.key.to_string())];
                self.refused.0.insert(field.key.clone(), error.clone());
                errors.push(error);
            }
        }
        let is_nothing_left = roots.iter().all(|field| self.refused.0.contains_key(&field.key));
        if is_nothing_left || self.is_mutation() {
            errors.sort_by_key(|error| error.locations.first().map(|at| (at.line, at.column)));
            return Err(errors);
        }
        Ok(())
    }

    /// Returns every (type, field) that the chosen operation selects, each once, in order. See
    /// `selected` for the exceptions.
    pub fn selected(&self) -> impl Iterator<Item = (&str, &str)> {
        self.analyzed.selected.iter().map(|(of, field)| (&**of, &**field))
    }
    /// Returns true if the operation is a mutation that selects this field of the root and no
    /// other.
    #[must_use]
    pub fn is_only(&self, field: &str) -> bool {
        let root = self.contract.mutation().map(|root| &**root);
        let mut selected = self.selected().filter(|(of, _)| Some(*of) == root);
        self.is_mutation()
            && selected.next().is_some_and(|(_, selected)| selected == field)
            && selected.next().is_none()
    }
    /// Returns true if the operation changes data.
    #[must_use]
    pub fn is_mutation(&self) -> bool {
        self.analyzed.kind == OperationType::Mutation
    }
    /// Returns true if the operation is a subscription, which needs another transport than a
    /// request and its response.
    #[must_use]
    pub fn is_subscription(&self) -> bool {
        self.analyzed.kind == OperationType::Subscription
    }
    /// Returns true if the operation reads the schema alone. Its response depends on the text and
    /// the variables only.
    #[must_use]
    pub fn is_introspection(&self) -> bool {
        self.analyzed.is_introspection
    }
    /// Returns the operation name that the client sent.
    #[must_use]
    pub fn operation_name(&self) -> Option<&str> {
        self.raw.operation_name.as_deref()
    }
    /// Returns the variables that the client sent.
    #[must_use]
    pub const fn variables(&self) -> &Variables {
        &self.raw.variables
    }
    /// Returns the text of the document.
    #[must_use]
    pub fn document(&self) -> &str {
        &self.raw.query
    }
    /// Returns true if the response shall name the cost of the request.
    #[must_use]
    pub const fn wants_cost(&self) -> bool {
        self.raw.wants_cost
    }
    /// Returns the number of objects that the response may hold, with list sizes multiplied.
    #[must_use]
    pub fn cost(&self) -> u64 {
        self.cost
    }

    /// Executes a query or a mutation. Resolvers find `data` on their context.
    pub async fn execute<Q, M, S>(self, schema: &Schema<Q, M, S>, data: Data) -> Response
    where
        Q: ObjectType + 'static,
        M: ObjectType + 'static,
        S: SubscriptionType + 'static,
    {
        let finish = self.finish();
        finish.response(schema.execute(self.into_request(data)).await)
    }

    /// Executes a query or a mutation like [`Self::execute`], but skips validation if its result is
    /// known.
    ///
    /// `schema_without_validation` is the same schema without validation. It serves
    /// a request whose checks passed before and would surely pass again.
    pub async fn execute_validated<Q, M, S>(
        self,
        schema: &Schema<Q, M, S>,
        schema_without_validation: &Schema<Q, M, S>,
        data: Data,
    ) -> Response
    where
        Q: ObjectType + 'static,
        M: ObjectType + 'static,
        S: SubscriptionType + 'static,
    {
        if self.analyzed.is_surely_valid() {
            return self.execute(schema_without_validation, data).await;
        }
        let analyzed = Arc::clone(&self.analyzed);
        let response = self.execute(schema, data).await;
        if response.is_ok() {
            analyzed.is_found_valid();
        }
        response
    }

    /// Executes a subscription, with a response for each event.
    pub fn execute_stream<Q, M, S>(
        self,
        schema: &Schema<Q, M, S>,
        data: Data,
    ) -> BoxStream<'static, Response>
    where
        Q: ObjectType + 'static,
        M: ObjectType + 'static,
        S: SubscriptionType + 'static,
    {
        let finish = self.finish();
        schema
            .execute_stream(self.into_request(data))
            .map(move |response| finish.response(response))
            .boxed()
    }

    fn finish(&self) -> Finish {
        let name = self.raw.operation_name.clone();
        Finish { contract: Arc::clone(&self.contract), analyzed: Arc::clone(&self.analyzed), name }
    }

    fn into_request(self, data: Data) -> Request {
        let mut request = Request::new(self.raw.query).variables(self.raw.variables);
        request.operation_name = self.raw.operation_name;
        request.data = data;
        if !self.refused.0.is_empty() {
            request.data.insert(self.refused);
        }
        request.set_parsed_query(self.analyzed.document.clone());
        request
    }
}

/// The changes to a response after the library has made it.
struct Finish {
    contract: Arc<Contract>,
    analyzed: Arc<AnalyzedDocument>,
    name: Option<String>,
}

impl Finish {
    fn response(&self, mut response: Response) -> Response {
        let document = &self.analyzed.document;
        if response.errors.iter().any(|error| !error.path.is_empty())
            && let Ok(operation) = choose(document, self.name.as_deref())
            && let Ok(root) = root_of(operation, &self.contract)
        {
            response::null_propagation::set(
                &mut response,
                &response::null_propagation::Selected::new(document, &self.contract),
                operation,
                root,
            );
        }
        self.analyzed.keys.sort(&mut response.data);
        // Fields are resolved in parallel, so sort the errors: their order must not depend on
        // timing.
        response
            .errors
            .sort_by_key(|error| error.locations.first().map(|place| (place.line, place.column)));
        response
    }
}

fn parse(text: &str) -> Result<ExecutableDocument> {
    // The lexical pass refuses every text that is known to make the parser panic. An unknown panic
    // must not end a thread.
    let parsed = catch_unwind(AssertUnwindSafe(|| parse_query(text)));
    let error = match parsed {
        Ok(Ok(document)) => return Ok(document),
        Ok(Err(error)) => error,
        Err(_) => return Err(Error::failure("the parser panicked")),
    };
    let place = error
        .positions()
        .next()
        .map(|pos| format!(" (line {}, column {})", pos.line, pos.column))
        .unwrap_or_default();
    let message = error.to_string();
    let what = message
        .lines()
        .map(|line| line.trim_matches([' ', '=', '|']))
        .rfind(|line| !line.is_empty())
        .unwrap_or_default();
    let what: String = what.chars().take(200).collect();
    Err(Error::says(
        Code::ParseFailed,
        format!("The document is not well-formed GraphQL: {what}{place}."),
    ))
}

fn choose<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a OperationDefinition> {
    let no = |sentence: &'static str| Err(Error::says(Code::ValidationFailed, sentence));
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Ok(&operation.node),
        (DocumentOperations::Multiple(all), None) => match all.values().next() {
            Some(only) if all.len() == 1 => Ok(&only.node),
            _ => no("The document has several operations: choose one by operationName."),
        },
        (DocumentOperations::Multiple(all), Some(name)) => match all.get(name) {
            Some(operation) => Ok(&operation.node),
            None => no("The document has no operation with the name in operationName."),
        },
        (DocumentOperations::Single(_), Some(_)) => {
            no("The document has no operation with the name in operationName.")
        }
    }
}

fn root_of<'a>(operation: &OperationDefinition, contract: &'a Contract) -> Result<&'a str> {
    let (root, none) = match operation.ty {
        OperationType::Query => return Ok(contract.query()),
        OperationType::Mutation => (contract.mutation(), "There are no mutations here."),
        OperationType::Subscription => {
            (contract.subscription(), "There are no subscriptions here.")
        }
    };
    root.map(|name| &**name).ok_or_else(|| Error::says(Code::ValidationFailed, none))
}
