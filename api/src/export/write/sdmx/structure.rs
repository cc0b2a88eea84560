//! The structure message.

use super::{
    super::super::{
        about::instant,
        codebook::{Entry, codebook},
        flatten::Content,
        words::{List, say},
    },
    AGENCY, ATTRIBUTES, DIMENSIONS, ID, MEASURES, OF_ALL, classes_id, level_id, question_id, urn, version,
    xml::Xml,
};
use crate::error::{Error, Result};
use std::{collections::BTreeSet, io};

const SPACES: [(&str, &str); 3] = [
    ("xmlns:mes", "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/message"),
    ("xmlns:str", "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/structure"),
    ("xmlns:com", "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/common"),
];

/// The structure of a release's data: what data message and code lists mean.
pub(in super::super) fn structure(content: &Content) -> Result<Vec<u8>> {
    made(content).map_err(Error::failure)
}

fn made(content: &Content) -> io::Result<Vec<u8>> {
    let mut xml = Xml::new(content.about.language)?;
    xml.around("mes:Structure", &SPACES, |xml| {
        header(xml, content)?;
        xml.around("mes:Structures", &[], |xml| {
            xml.around("str:Dataflows", &[], |xml| dataflow(xml, content))?;
            xml.around("str:Codelists", &[], |xml| code_lists(xml, content))?;
            xml.around("str:ConceptSchemes", &[], |xml| concepts(xml, content))?;
            xml.around("str:DataStructures", &[], |xml| data_structure(xml, content))
        })
    })?;
    Ok(xml.done())
}

fn header(xml: &mut Xml, content: &Content) -> io::Result<()> {
    xml.around("mes:Header", &[], |xml| {
        xml.text("mes:ID", &[], &format!("release-{}-structure-{}", content.about.release, content.about.language))?;
        xml.text("mes:Test", &[], "false")?;
        xml.text("mes:Prepared", &[], &instant(content.about.released_at))?;
        xml.empty("mes:Sender", &[("id", AGENCY)])
    })
}

fn maintained(
    xml: &mut Xml,
    element: &str,
    id: &str,
    content: &Content,
    inside: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> io::Result<()> {
    let version = version(content);
    xml.around(element, &[("id", id), ("version", &version), ("isExternalReference", "false"), ("agencyID", AGENCY)], inside)
}

/// The dataflow, annotated with everything that is said about the release.
fn dataflow(xml: &mut Xml, content: &Content) -> io::Result<()> {
    maintained(xml, "str:Dataflow", ID, content, |xml| {
        xml.around("com:Annotations", &[], |xml| {
            for (code, name, text) in content.about.lines() {
                xml.around("com:Annotation", &[("id", &code.to_uppercase())], |xml| {
                    xml.text("com:AnnotationTitle", &[], name)?;
                    xml.said("com:AnnotationText", &text)
                })?;
            }
            Ok(())
        })?;
        xml.said("com:Name", &content.about.title())?;
        xml.text("str:Structure", &[], &urn("datastructure.DataStructure", ID, content))
    })
}

fn code_lists(xml: &mut Xml, content: &Content) -> io::Result<()> {
    let book = codebook(content);
    let levels = levels(&book);
    let lists = [
        ("CL_QUESTION", "question"),
        ("CL_PARTITION", "partition"),
        ("CL_CLASSES", "classes"),
        ("CL_LEVEL", "level"),
        ("CL_HIDDEN", "hidden"),
        ("CL_STANDING", "standing"),
        ("CL_OBS_STATUS", "status"),
    ];
    for (id, list) in lists {
        maintained(xml, "str:Codelist", id, content, |xml| {
            xml.said("com:Name", say(List::Columns, list, content.about.language))?;
            let mut seen = BTreeSet::new();
            for entry in book.iter().filter(|entry| entry.list == list && seen.insert(&entry.code)) {
                let is_own = list != "level" || levels.contains(&entry.code);
                code(xml, list, entry, if is_own { &entry.label } else { &entry.code })?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// The levels that mean the same in every question. The others, such as `chosen:other`, are called by their code, and the
/// observations say what they mean.
fn levels(book: &[Entry]) -> BTreeSet<String> {
    let (mut one, mut several) = (std::collections::BTreeMap::new(), BTreeSet::new());
    for entry in book.iter().filter(|entry| entry.list == "level") {
        if *one.entry(&entry.code).or_insert(&entry.label) != &entry.label {
            several.insert(&entry.code);
        }
    }
    one.into_keys().filter(|code| !several.contains(code)).cloned().collect()
}

fn code(xml: &mut Xml, list: &str, entry: &Entry, name: &str) -> io::Result<()> {
    let id = match list {
        "question" => question_id(&entry.code),
        "classes" => classes_id(&entry.code),
        "level" => level_id(&entry.code),
        _ => entry.code.clone(),
    };
    xml.around("str:Code", &[("id", &id)], |xml| {
        if id != entry.code {
            xml.around("com:Annotations", &[], |xml| {
                xml.around("com:Annotation", &[("id", "CODE")], |xml| xml.said("com:AnnotationText", &entry.code))
            })?;
        }
        xml.said("com:Name", name)
    })
}

fn concepts(xml: &mut Xml, content: &Content) -> io::Result<()> {
    let observed = DIMENSIONS.iter().map(|(id, _)| *id).chain(MEASURES).chain(ATTRIBUTES.iter().map(|(id, _)| *id));
    let lines = content.about.lines();
    let language = content.about.language;
    maintained(xml, "str:ConceptScheme", ID, content, |xml| {
        xml.said("com:Name", &content.about.title())?;
        for id in observed {
            let name = say(List::Columns, &id.to_lowercase(), language);
            xml.around("str:Concept", &[("id", id)], |xml| xml.said("com:Name", name))?;
        }
        for (code, name, _) in lines {
            xml.around("str:Concept", &[("id", &code.to_uppercase())], |xml| xml.said("com:Name", name))?;
        }
        Ok(())
    })
}

fn data_structure(xml: &mut Xml, content: &Content) -> io::Result<()> {
    maintained(xml, "str:DataStructure", ID, content, |xml| {
        xml.said("com:Name", &content.about.title())?;
        xml.around("str:DataStructureComponents", &[], |xml| {
            xml.around("str:DimensionList", &[("id", "DimensionDescriptor")], |xml| {
                for ((id, list), place) in DIMENSIONS.into_iter().zip(1..) {
                    let attributes = [("id", id), ("position", &place.to_string())];
                    xml.around("str:Dimension", &attributes, |xml| means(xml, content, id, Some(list), ""))?;
                }
                Ok(())
            })?;
            xml.around("str:AttributeList", &[("id", "AttributeDescriptor")], |xml| {
                for id in OF_ALL {
                    xml.around("str:Attribute", &[("id", id), ("usage", "mandatory")], |xml| {
                        means(xml, content, id, None, "String")?;
                        xml.around("str:AttributeRelationship", &[], |xml| xml.empty("str:Dataflow", &[]))
                    })?;
                }
                for (id, list) in ATTRIBUTES {
                    xml.around("str:Attribute", &[("id", id), ("usage", "mandatory")], |xml| {
                        means(xml, content, id, list, "String")?;
                        xml.around("str:AttributeRelationship", &[], |xml| xml.empty("str:Observation", &[]))
                    })?;
                }
                Ok(())
            })?;
            xml.around("str:MeasureList", &[("id", "MeasureDescriptor")], |xml| {
                for id in MEASURES {
                    let attributes = [("id", id), ("usage", "optional")];
                    xml.around("str:Measure", &attributes, |xml| means(xml, content, id, None, "Integer"))?;
                }
                Ok(())
            })
        })
    })
}

/// The concept of a component, and which values it takes.
fn means(xml: &mut Xml, content: &Content, id: &str, list: Option<&str>, text_type: &str) -> io::Result<()> {
    xml.text("str:ConceptIdentity", &[], &format!("{}.{id}", urn("conceptscheme.Concept", ID, content)))?;
    xml.around("str:LocalRepresentation", &[], |xml| match list {
        Some(list) => xml.text("str:Enumeration", &[], &urn("codelist.Codelist", list, content)),
        None => xml.empty("str:TextFormat", &[("textType", text_type)]),
    })
}
