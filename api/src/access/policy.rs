//! What each role may select; the table follows with the schema.
