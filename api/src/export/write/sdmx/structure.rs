//! The structure message.

use crate::{
    error::{Error, Result},
    export::{
        about::instant,
        tables::{
            codebook::{Entry, codebook},
            columns::column_text,
            flatten::{Content, Observation},
            transition::Transition,
        },
        write::sdmx::{
            ABOUT_HIDDEN, AGENCY, Flow, MEASURES, OF_ALL, OF_HIDDEN, classes_id, level_id,
            question_id, urn, version, xml::Xml,
        },
    },
};
use std::{collections::BTreeSet, io};

const SPACES: [(&str, &str); 3] = [
    ("xmlns:mes", "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/message"),
    ("xmlns:str", "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/structure"),
    ("xmlns:com", "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/common"),
];

/// Writes the structure message: the meaning of the two data messages and of the code lists.
pub(in super::super) fn structure(content: &Content) -> Result<Vec<u8>> {
    made(content).map_err(Error::failure)
}

fn made(content: &Content) -> io::Result<Vec<u8>> {
    let mut xml = Xml::new(content.about.language)?;
    xml.around("mes:Structure", &SPACES, |xml| {
        header(xml, content)?;
        xml.around("mes:Structures", &[], |xml| {
            xml.around("str:Dataflows", &[], |xml| {
                dataflow::<Observation>(xml, content)?;
                dataflow::<Transition>(xml, content)
            })?;
            xml.around("str:Codelists", &[], |xml| code_lists(xml, content))?;
            xml.around("str:ConceptSchemes", &[], |xml| {
                concepts::<Observation>(xml, content)?;
                concepts::<Transition>(xml, content)
            })?;
            xml.around("str:DataStructures", &[], |xml| {
                data_structure::<Observation>(xml, content)?;
                data_structure::<Transition>(xml, content)
            })
        })
    })?;
    Ok(xml.done())
}

fn header(xml: &mut Xml, content: &Content) -> io::Result<()> {
    xml.around("mes:Header", &[], |xml| {
        xml.text(
            "mes:ID",
            &[],
            &format!("release-{}-structure-{}", content.about.release, content.about.language),
        )?;
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
    xml.around(
        element,
        &[
            ("id", id),
            ("version", &version),
            ("isExternalReference", "false"),
            ("agencyID", AGENCY),
        ],
        inside,
    )
}

/// Writes a dataflow, annotated with the description of the release.
fn dataflow<F: Flow>(xml: &mut Xml, content: &Content) -> io::Result<()> {
    maintained(xml, "str:Dataflow", F::ID, content, |xml| {
        xml.around("com:Annotations", &[], |xml| {
            for (code, name, text) in content.about.lines() {
                xml.around("com:Annotation", &[("id", &code.to_uppercase())], |xml| {
                    xml.text("com:AnnotationTitle", &[], name)?;
                    xml.said("com:AnnotationText", &text)
                })?;
            }
            Ok(())
        })?;
        xml.said("com:Name", &F::title(&content.about))?;
        xml.text("str:Structure", &[], &urn("datastructure.DataStructure", F::ID, content))
    })
}

fn code_lists(xml: &mut Xml, content: &Content) -> io::Result<()> {
    let book = codebook(content);
    let language = content.about.language;
    let lists = [
        ("CL_QUESTION", "question", column_text::<Observation>("question", language)),
        ("CL_PARTITION", "partition", column_text::<Observation>("partition", language)),
        ("CL_CLASSES", "classes", column_text::<Observation>("classes", language)),
        ("CL_LEVEL", "level", column_text::<Observation>("level", language)),
        ("CL_FROM_OPTION", "from_option", column_text::<Transition>("from_option", language)),
        ("CL_TO_OPTION", "to_option", column_text::<Transition>("to_option", language)),
        (
            "CL_BREAK_IN_SERIES",
            "break_in_series",
            column_text::<Transition>("break_in_series", language),
        ),
        ("CL_HIDDEN", "hidden", column_text::<Observation>("hidden", language)),
        ("CL_STANDING", "standing", column_text::<Observation>("standing", language)),
        ("CL_OBS_STATUS", "status", column_text::<Observation>("status", language)),
    ];
    for (id, list, name) in lists {
        maintained(xml, "str:Codelist", id, content, |xml| {
            xml.said("com:Name", name)?;
            let (alike, mut seen) = (alike(&book, list), BTreeSet::new());
            for entry in book.iter().filter(|entry| entry.list == list && seen.insert(&entry.code))
            {
                code(
                    xml,
                    list,
                    entry,
                    if alike.contains(&entry.code) { &entry.label } else { &entry.code },
                )?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// Returns the codes of a list that have the same label everywhere.
///
/// The others, such as `chosen:other`, have a label of their own in each question. They are named
/// by their code, and the observations carry their labels.
fn alike(book: &[Entry], list: &str) -> BTreeSet<String> {
    let (mut one, mut several) = (std::collections::BTreeMap::new(), BTreeSet::new());
    for entry in book.iter().filter(|entry| entry.list == list) {
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
        "level" | "from_option" | "to_option" => level_id(&entry.code),
        _ => entry.code.clone(),
    };
    xml.around("str:Code", &[("id", &id)], |xml| {
        if id != entry.code {
            xml.around("com:Annotations", &[], |xml| {
                xml.around("com:Annotation", &[("id", "CODE")], |xml| {
                    xml.said("com:AnnotationText", &entry.code)
                })
            })?;
        }
        xml.said("com:Name", name)
    })
}

fn concepts<F: Flow>(xml: &mut Xml, content: &Content) -> io::Result<()> {
    let observed = F::DIMENSIONS
        .iter()
        .map(|(id, _)| *id)
        .chain(MEASURES)
        .chain(F::attributes().map(|(id, ..)| id));
    let lines = content.about.lines();
    let language = content.about.language;
    maintained(xml, "str:ConceptScheme", F::ID, content, |xml| {
        xml.said("com:Name", &F::title(&content.about))?;
        for id in observed {
            let name = column_text::<F>(&id.to_lowercase(), language);
            xml.around("str:Concept", &[("id", id)], |xml| xml.said("com:Name", name))?;
        }
        for (code, name, _) in lines {
            xml.around("str:Concept", &[("id", &code.to_uppercase())], |xml| {
                xml.said("com:Name", name)
            })?;
        }
        Ok(())
    })
}

fn data_structure<F: Flow>(xml: &mut Xml, content: &Content) -> io::Result<()> {
    maintained(xml, "str:DataStructure", F::ID, content, |xml| {
        xml.said("com:Name", &F::title(&content.about))?;
        xml.around("str:DataStructureComponents", &[], |xml| {
            xml.around("str:DimensionList", &[("id", "DimensionDescriptor")], |xml| {
                for (&(id, list), place) in F::DIMENSIONS.iter().zip(1..) {
                    let attributes = [("id", id), ("position", &place.to_string())];
                    xml.around("str:Dimension", &attributes, |xml| {
                        means::<F>(xml, content, id, Some(list), "")
                    })?;
                }
                Ok(())
            })?;
            xml.around("str:AttributeList", &[("id", "AttributeDescriptor")], |xml| {
                for id in OF_ALL {
                    xml.around("str:Attribute", &[("id", id), ("usage", "mandatory")], |xml| {
                        means::<F>(xml, content, id, None, "String")?;
                        xml.around("str:AttributeRelationship", &[], |xml| {
                            xml.empty("str:Dataflow", &[])
                        })
                    })?;
                }
                for (id, list, always) in F::attributes() {
                    let usage = if always { "mandatory" } else { "optional" };
                    xml.around("str:Attribute", &[("id", id), ("usage", usage)], |xml| {
                        means::<F>(xml, content, id, list, "String")?;
                        xml.around("str:AttributeRelationship", &[], |xml| {
                            xml.empty("str:Observation", &[])
                        })?;
                        measures_of(xml, id)
                    })?;
                }
                Ok(())
            })?;
            xml.around("str:MeasureList", &[("id", "MeasureDescriptor")], |xml| {
                for id in MEASURES {
                    let attributes = [("id", id), ("usage", "optional")];
                    xml.around("str:Measure", &attributes, |xml| {
                        means::<F>(xml, content, id, None, "Integer")
                    })?;
                }
                Ok(())
            })
        })
    })
}

/// Writes the measures that an attribute belongs to. An attribute of all measures names none.
fn measures_of(xml: &mut Xml, attribute: &str) -> io::Result<()> {
    if !ABOUT_HIDDEN.contains(&attribute) {
        return Ok(());
    }
    xml.around("str:MeasureRelationship", &[], |xml| {
        OF_HIDDEN.iter().try_for_each(|measure| xml.text("str:Measure", &[], measure))
    })
}

/// Writes the concept of a component, and its allowed values.
fn means<F: Flow>(
    xml: &mut Xml,
    content: &Content,
    id: &str,
    list: Option<&str>,
    text_type: &str,
) -> io::Result<()> {
    xml.text(
        "str:ConceptIdentity",
        &[],
        &format!("{}.{id}", urn("conceptscheme.Concept", F::ID, content)),
    )?;
    xml.around("str:LocalRepresentation", &[], |xml| match list {
        Some(list) => xml.text("str:Enumeration", &[], &urn("codelist.Codelist", list, content)),
        None => xml.empty("str:TextFormat", &[("textType", text_type)]),
    })
}
