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
            ABOUT_HIDDEN, AGENCY, Flow, MEASURES, OF_ALL, OF_HIDDEN, TIME, classes_id, level_id,
            question_id, urn, version, xml::Xml,
        },
    },
};
use ::entity::vocabulary::Official;
use std::{
    collections::{BTreeMap, BTreeSet},
    io,
};

/// Code, names and texts of an entry of the release's description, by language.
type DescriptionEntry = (String, Vec<(Official, &'static str)>, Vec<(Official, String)>);

/// The entry of the description that the time dimension is named after.
const AS_OF: &str = "AS_OF";
const SPACES: [(&str, &str); 3] = [
    ("xmlns:mes", "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/message"),
    ("xmlns:str", "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/structure"),
    ("xmlns:com", "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/common"),
];

/// The same release in several languages. Codes and order are the same in all of them.
struct Multilingual<'a> {
    first: &'a Content,
    all: &'a [Content],
}

impl<'a> Multilingual<'a> {
    /// Returns a text in each language.
    fn each<T>(&self, text: impl Fn(&'a Content) -> T) -> Vec<(Official, T)> {
        self.all.iter().map(|content| (content.about.language, text(content))).collect()
    }

    /// Returns the title of a dataflow in each language.
    fn titles<F: Flow>(&self) -> Vec<(Official, String)> {
        self.each(|content| F::title(&content.about))
    }

    /// Returns the text of a column in each language.
    fn column<F: Flow>(&self, name: &str) -> Vec<(Official, &'static str)> {
        self.each(|content| column_text::<F>(name, content.about.language))
    }

    /// Returns the entries of the release's description: code, names and texts.
    fn about(&self) -> Vec<DescriptionEntry> {
        let lines = self.each(|content| content.about.lines());
        let line = |place: usize| {
            let (mut code, mut names, mut texts) = (String::new(), Vec::new(), Vec::new());
            for (language, lines) in &lines {
                let Some((own, name, text)) = lines.get(place) else { continue };
                code = own.to_uppercase();
                names.push((*language, *name));
                texts.push((*language, text.clone()));
            }
            (code, names, texts)
        };
        (0..self.first.about.lines().len()).map(line).collect()
    }
}

/// Writes the structure message: the meaning of the two data messages and of the code lists. Every
/// name is in the language of each content.
pub(in super::super) fn structure(all: &[Content]) -> Result<Vec<u8>> {
    let first = all.first().ok_or_else(|| Error::failure("a structure in no language"))?;
    made(&Multilingual { first, all }).map_err(Error::failure)
}

fn made(content: &Multilingual<'_>) -> io::Result<Vec<u8>> {
    let mut xml = Xml::new()?;
    xml.around("mes:Structure", &SPACES, |xml| {
        header(xml, content.first)?;
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
        xml.text("mes:ID", &[], &format!("release-{}-structure", content.about.release))?;
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

/// Writes a dataflow, annotated with the description of the release. The concepts name the entries.
fn dataflow<F: Flow>(xml: &mut Xml, content: &Multilingual<'_>) -> io::Result<()> {
    maintained(xml, "str:Dataflow", F::ID, content.first, |xml| {
        xml.around("com:Annotations", &[], |xml| {
            for (code, _, texts) in content.about() {
                xml.around("com:Annotation", &[("id", &code)], |xml| {
                    xml.in_languages("com:AnnotationText", texts)
                })?;
            }
            Ok(())
        })?;
        xml.in_languages("com:Name", content.titles::<F>())?;
        xml.text("str:Structure", &[], &urn("datastructure.DataStructure", F::ID, content.first))
    })
}

/// The code lists: id, list of the codebook, and names.
type CodeLists = Vec<(&'static str, &'static str, Vec<(Official, &'static str)>)>;

fn code_lists(xml: &mut Xml, content: &Multilingual<'_>) -> io::Result<()> {
    let books = content.each(codebook);
    let list = |id, list| (id, list, content.column::<Observation>(list));
    let of_changes = |id, list| (id, list, content.column::<Transition>(list));
    let lists: CodeLists = vec![
        list("CL_QUESTION", "question"),
        list("CL_PARTITION", "partition"),
        list("CL_CLASSES", "classes"),
        list("CL_LEVEL", "level"),
        of_changes("CL_FROM_OPTION", "from_option"),
        of_changes("CL_TO_OPTION", "to_option"),
        of_changes("CL_BREAK_IN_SERIES", "break_in_series"),
        list("CL_HIDDEN", "hidden"),
        list("CL_STANDING", "standing"),
        list("CL_OBS_STATUS", "status"),
    ];
    for (id, list, names) in lists {
        maintained(xml, "str:Codelist", id, content.first, |xml| {
            xml.in_languages("com:Name", names)?;
            codes(xml, list, &books)
        })?;
    }
    Ok(())
}

/// Writes the codes of one list. The books have the same entries in the same order.
fn codes(xml: &mut Xml, list: &str, books: &[(Official, Vec<Entry>)]) -> io::Result<()> {
    let alike: Vec<_> = books.iter().map(|(_, book)| alike(book, list)).collect();
    let Some((_, first)) = books.first() else { return Ok(()) };
    let mut seen = BTreeSet::new();
    for (place, entry) in first.iter().enumerate() {
        if entry.list != list || !seen.insert(&entry.code) {
            continue;
        }
        let name = |((language, book), alike): (&(Official, Vec<Entry>), &BTreeSet<String>)| {
            let own = book.get(place).filter(|own| alike.contains(&own.code));
            (*language, own.map_or(&entry.code, |own| &own.label).clone())
        };
        code(xml, list, &entry.code, books.iter().zip(&alike).map(name).collect())?;
    }
    Ok(())
}

/// Returns the codes of a list that have the same label everywhere.
///
/// The others, such as `chosen:other`, have a label of their own in each question. They are named
/// by their code, and the observations carry their labels.
fn alike(book: &[Entry], list: &str) -> BTreeSet<String> {
    let (mut one, mut several) = (BTreeMap::new(), BTreeSet::new());
    for entry in book.iter().filter(|entry| entry.list == list) {
        if *one.entry(&entry.code).or_insert(&entry.label) != &entry.label {
            several.insert(&entry.code);
        }
    }
    one.into_keys().filter(|code| !several.contains(code)).cloned().collect()
}

fn code(xml: &mut Xml, list: &str, code: &str, names: Vec<(Official, String)>) -> io::Result<()> {
    let id = match list {
        "question" => question_id(code),
        "classes" => classes_id(code),
        "level" | "from_option" | "to_option" => level_id(code),
        _ => code.to_owned(),
    };
    xml.around("str:Code", &[("id", &id)], |xml| {
        if id != code {
            xml.around("com:Annotations", &[], |xml| {
                xml.around("com:Annotation", &[("id", "CODE")], |xml| {
                    xml.text("com:AnnotationText", &[], code)
                })
            })?;
        }
        xml.in_languages("com:Name", names)
    })
}

fn concepts<F: Flow>(xml: &mut Xml, content: &Multilingual<'_>) -> io::Result<()> {
    let observed = F::DIMENSIONS
        .iter()
        .map(|(id, _)| *id)
        .chain(MEASURES)
        .chain(F::attributes().map(|(id, ..)| id));
    maintained(xml, "str:ConceptScheme", F::ID, content.first, |xml| {
        xml.in_languages("com:Name", content.titles::<F>())?;
        for id in observed {
            let names = content.column::<F>(&id.to_lowercase());
            xml.around("str:Concept", &[("id", id)], |xml| xml.in_languages("com:Name", names))?;
        }
        for (code, names, _) in content.about() {
            if code == AS_OF {
                xml.around("str:Concept", &[("id", TIME)], |xml| {
                    xml.in_languages("com:Name", names.clone())
                })?;
            }
            xml.around("str:Concept", &[("id", &code)], |xml| xml.in_languages("com:Name", names))?;
        }
        Ok(())
    })
}

fn data_structure<F: Flow>(xml: &mut Xml, content: &Multilingual<'_>) -> io::Result<()> {
    maintained(xml, "str:DataStructure", F::ID, content.first, |xml| {
        xml.in_languages("com:Name", content.titles::<F>())?;
        let content = content.first;
        xml.around("str:DataStructureComponents", &[], |xml| {
            xml.around("str:DimensionList", &[("id", "DimensionDescriptor")], |xml| {
                for (&(id, list), place) in F::DIMENSIONS.iter().zip(1..) {
                    let attributes = [("id", id), ("position", &place.to_string())];
                    xml.around("str:Dimension", &attributes, |xml| {
                        means::<F>(xml, content, id, Some(list), "")
                    })?;
                }
                xml.around("str:TimeDimension", &[("id", TIME)], |xml| {
                    means::<F>(xml, content, TIME, None, "ObservationalTimePeriod")
                })
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
