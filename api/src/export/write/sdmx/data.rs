//! The data message: structure-specific data of SDMX-ML 3.0, one element for each observation.

use crate::{
    error::{Error, Result},
    export::{
        about::instant,
        tables::{columns::Value, flatten::Content},
        write::sdmx::{AGENCY, Flow, MEASURES, TIME, urn, xml::Xml},
    },
};
use std::io;

/// Writes the data message of a release for one kind of rows.
pub(in super::super) fn data<F: Flow>(content: &Content) -> Result<Vec<u8>> {
    made::<F>(content).map_err(Error::failure)
}

fn made<F: Flow>(content: &Content) -> io::Result<Vec<u8>> {
    let structure = urn("datastructure.DataStructure", F::ID, content);
    let own = format!("{structure}:ObsLevelDim:AllDimensions");
    let spaces = [
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ("xmlns:mes", "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/message"),
        ("xmlns:ss", "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/data/structurespecific"),
        ("xmlns:com", "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/common"),
        ("xmlns:ns1", own.as_str()),
    ];
    let mut xml = Xml::new()?;
    xml.around("mes:StructureSpecificData", &spaces, |xml| {
        header::<F>(xml, content, &structure)?;
        let lines = content.about.lines();
        let codes: Vec<String> = lines.iter().map(|(code, ..)| code.to_uppercase()).collect();
        let about =
            codes.iter().zip(&lines).map(|(code, (.., text))| (code.as_str(), text.as_str()));
        let fixed = [
            ("ss:structureRef", F::ID),
            ("xsi:type", "ns1:DataSetType"),
            ("ss:action", "Information"),
        ];
        let attributes: Vec<_> = fixed.into_iter().chain(about).collect();
        xml.around("mes:DataSet", &attributes, |xml| observations::<F>(xml, content))
    })?;
    Ok(xml.done())
}

fn header<F: Flow>(xml: &mut Xml, content: &Content, structure: &str) -> io::Result<()> {
    xml.around("mes:Header", &[], |xml| {
        xml.text(
            "mes:ID",
            &[],
            &format!("release-{}-{}-{}", content.about.release, F::SHEET, content.about.language),
        )?;
        xml.text("mes:Test", &[], "false")?;
        xml.text("mes:Prepared", &[], &instant(content.about.released_at))?;
        xml.empty("mes:Sender", &[("id", AGENCY)])?;
        let of = [
            ("structureID", F::ID),
            ("namespace", structure),
            ("dimensionAtObservation", "AllDimensions"),
        ];
        xml.around("mes:Structure", &of, |xml| xml.text("com:Structure", &[], structure))
    })
}

/// Writes the observations: dimensions with the time, then the measures that are present, then
/// attributes. All but the dimensions come from the columns.
fn observations<F: Flow>(xml: &mut Xml, content: &Content) -> io::Result<()> {
    let all = F::columns();
    let find = |id: &str| all.iter().find(|column| column.name.eq_ignore_ascii_case(id));
    let always = MEASURES
        .map(|id| (id, true))
        .into_iter()
        .chain(F::attributes().map(|(id, _, always)| (id, always)));
    let columns: Vec<_> = always.filter_map(|(id, always)| Some((id, always, find(id)?))).collect();
    let as_of = instant(content.about.as_of);
    for row in F::all(content) {
        let key = row.key();
        let values = columns.iter().filter_map(|(id, always, column)| {
            let value = match column.of(&content.about, row) {
                Value::Number(number) => number?.to_string(),
                Value::Text(text) => text.to_owned(),
            };
            (*always || !value.is_empty()).then_some((*id, value))
        });
        let values: Vec<(&str, String)> = values.collect();
        let dimensions = F::DIMENSIONS.iter().zip(&key).map(|((id, _), code)| (*id, code.as_str()));
        let attributes: Vec<_> = dimensions
            .chain([(TIME, as_of.as_str())])
            .chain(values.iter().map(|(id, value)| (*id, value.as_str())))
            .collect();
        xml.empty("Obs", &attributes)?;
    }
    Ok(())
}
