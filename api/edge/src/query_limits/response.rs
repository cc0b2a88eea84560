//! Changes to a response after the library has made it: nulls by the specification, and keys in the
//! order of the request.

pub(super) mod key_order;
pub(super) mod null_propagation;
