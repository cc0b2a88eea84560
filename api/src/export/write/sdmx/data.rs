//! The data message: structure-specific data of SDMX-ML 3.0, one element for each observation.

use super::{
    super::super::{
        about::instant,
        columns::{COLUMNS, Value},
        flatten::Content,
    },
    AGENCY, ATTRIBUTES, DIMENSIONS, ID, MEASURES, key, urn,
    xml::Xml,
};
use crate::error::{Error, Result};
use std::io;

/// The data of a release.
pub(in super::super) fn data(content: &Content) -> Result<Vec<u8>> {
    made(content).map_err(Error::failure)
}

fn made(content: &Content) -> io::Result<Vec<u8>> {
    let structure = urn("datastructure.DataStructure", ID, content);
    let own = format!("{structure}:ObsLevelDim:AllDimensions");
    let spaces = [
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ("xmlns:mes", "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/message"),
        ("xmlns:ss", "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/data/structurespecific"),
        ("xmlns:com", "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/common"),
        ("xmlns:ns1", own.as_str()),
    ];
    let mut xml = Xml::new(content.about.language)?;
    xml.around("mes:StructureSpecificData", &spaces, |xml| {
        header(xml, content, &structure)?;
        let lines = content.about.lines();
        let codes: Vec<String> = lines.iter().map(|(code, ..)| code.to_uppercase()).collect();
        let about = codes.iter().zip(&lines).map(|(code, (.., text))| (code.as_str(), text.as_str()));
        let fixed = [("ss:structureRef", ID), ("xsi:type", "ns1:DataSetType"), ("ss:action", "Information")];
        let attributes: Vec<_> = fixed.into_iter().chain(about).collect();
        xml.around("mes:DataSet", &attributes, |xml| observations(xml, content))
    })?;
    Ok(xml.done())
}

fn header(xml: &mut Xml, content: &Content, structure: &str) -> io::Result<()> {
    xml.around("mes:Header", &[], |xml| {
        xml.text("mes:ID", &[], &format!("release-{}-data-{}", content.about.release, content.about.language))?;
        xml.text("mes:Test", &[], "false")?;
        xml.text("mes:Prepared", &[], &instant(content.about.released_at))?;
        xml.empty("mes:Sender", &[("id", AGENCY)])?;
        let of = [("structureID", ID), ("namespace", structure), ("dimensionAtObservation", "AllDimensions")];
        xml.around("mes:Structure", &of, |xml| xml.text("com:Structure", &[], structure))
    })
}

/// Dimensions, then measures that are there, then attributes; all but the dimensions straight from the columns.
fn observations(xml: &mut Xml, content: &Content) -> io::Result<()> {
    let ids: Vec<&str> = MEASURES.into_iter().chain(ATTRIBUTES.map(|(id, _)| id)).collect();
    let find = |id: &&str| COLUMNS.iter().find(|column| column.name.eq_ignore_ascii_case(id));
    let columns: Vec<_> = ids.iter().filter_map(|id| Some((*id, find(id)?))).collect();
    for row in &content.observations {
        let key = key(row);
        let numbers = columns.iter().map(|(id, column)| match column.of(&content.about, row) {
            Value::Number(number) => (*id, number.map(|number| number.to_string())),
            Value::Text(text) => (*id, Some(text.to_owned())),
        });
        let values: Vec<(&str, String)> = numbers.filter_map(|(id, value)| Some((id, value?))).collect();
        let dimensions = DIMENSIONS.iter().zip(&key).map(|((id, _), code)| (*id, code.as_str()));
        let attributes: Vec<_> = dimensions.chain(values.iter().map(|(id, value)| (*id, value.as_str()))).collect();
        xml.empty("Obs", &attributes)?;
    }
    Ok(())
}
