//! Parquet: one row group, typed columns, and the description of the release in the key-value
//! metadata.
//!
//! The file is written column by column with the library's own writer. The Arrow half of the
//! library is not used, because it would be three times the code.

use crate::{
    error::{Error, Result},
    export::tables::{
        columns::{Column, Sheet, Value},
        flatten::Content,
    },
};
use ::parquet::{
    basic::LogicalType,
    basic::{Compression, Repetition, Type as Physical},
    data_type::{ByteArray, ByteArrayType, Int64Type},
    errors::ParquetError,
    file::{metadata::KeyValue, properties::WriterProperties, writer::SerializedFileWriter},
    schema::types::{Type, TypePtr},
};
use std::sync::Arc;

/// Writes the rows of one kind.
pub(super) fn rows<R: Sheet>(content: &Content) -> Result<Vec<u8>> {
    made::<R>(content).map_err(Error::failure)
}

fn made<R: Sheet>(content: &Content) -> Result<Vec<u8>, ParquetError> {
    let columns = R::columns();
    let about = content
        .about
        .lines()
        .into_iter()
        .map(|(key, _, value)| KeyValue::new(key.to_owned(), value));
    let language = KeyValue::new("language".to_owned(), content.about.language.to_string());
    let properties = WriterProperties::builder()
        // Contains neither the version of the library nor the time of writing, so that the same
        // release is the same file.
        .set_created_by("national-survey".to_owned())
        .set_key_value_metadata(Some(about.chain([language]).collect()))
        .set_compression(Compression::SNAPPY)
        .build();
    let mut bytes = Vec::new();
    let mut file =
        SerializedFileWriter::new(&mut bytes, Arc::new(schema(&columns)?), Arc::new(properties))?;
    let mut rows = file.next_row_group()?;
    for column in &columns {
        let Some(mut writer) = rows.next_column()? else { break };
        let values = R::all(content).iter().map(|row| column.of(&content.about, row));
        if column.is_number {
            let numbers: Vec<Option<i64>> = values
                .map(|value| if let Value::Number(number) = value { number } else { None })
                .collect();
            let there: Vec<i16> =
                numbers.iter().map(|number| i16::from(number.is_some())).collect();
            let numbers: Vec<i64> = numbers.into_iter().flatten().collect();
            writer.typed::<Int64Type>().write_batch(&numbers, Some(&there), None)?;
        } else {
            let texts = values.map(|value| {
                if let Value::Text(text) = value {
                    ByteArray::from(text)
                } else {
                    ByteArray::from("")
                }
            });
            writer.typed::<ByteArrayType>().write_batch(&texts.collect::<Vec<_>>(), None, None)?;
        }
        writer.close()?;
    }
    rows.close()?;
    file.close()?;
    Ok(bytes)
}

fn schema<R>(columns: &[Column<R>]) -> Result<Type, ParquetError> {
    let fields = columns.iter().map(field).collect::<Result<_, _>>()?;
    Type::group_type_builder("release").with_fields(fields).build()
}

/// Builds the field of a column. A number is optional, a text is required.
fn field<R>(column: &Column<R>) -> Result<TypePtr, ParquetError> {
    let physical = if column.is_number { Physical::INT64 } else { Physical::BYTE_ARRAY };
    let repetition = if column.is_number { Repetition::OPTIONAL } else { Repetition::REQUIRED };
    let text = (!column.is_number).then_some(LogicalType::String);
    let field = Type::primitive_type_builder(column.name, physical)
        .with_repetition(repetition)
        .with_logical_type(text);
    Ok(Arc::new(field.build()?))
}
