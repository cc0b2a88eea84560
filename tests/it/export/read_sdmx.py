"""Reads a structure message and a data message with pysdmx, validating both, and prints what it understood as JSON."""

import json
import sys

from lxml import etree
from pysdmx.io import get_datasets, read_sdmx
from pysdmx.model import Codelist, Dataflow, DataStructureDefinition

structure, data = sys.argv[1:]
tree = etree.parse(structure)
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def texts(element, name):
    """Returns the texts of the children with a name, by language."""
    return {child.get(LANG): child.text for child in element.findall(f"{{*}}{name}")}


message = read_sdmx(structure, validate=True)
(dataset,) = get_datasets(data, structure, validate=True)
of = lambda kind: [one for one in message.structures if isinstance(one, kind)]
(flow,) = [one for one in of(Dataflow) if f":{one.id}(" in dataset.short_urn]
(definition,) = [one for one in of(DataStructureDefinition) if one.id == flow.id]
rows = dataset.data.astype(object).where(dataset.data.notna(), None).to_dict("records")
print(
    json.dumps(
        {
            "flow": {"name": flow.name, "version": flow.version, "annotations": {a.id: a.text for a in flow.annotations}},
            "components": [one.id for one in definition.components],
            # pysdmx reads English alone.
            "languages": {
                "flow": texts(tree.find(f".//{{*}}Dataflow[@id='{flow.id}']"), "Name"),
                "annotations": {
                    one.get("id"): texts(one, "AnnotationText")
                    for one in tree.findall(f".//{{*}}Dataflow[@id='{flow.id}']/{{*}}Annotations/{{*}}Annotation")
                },
                "codes": {
                    one.get("id"): {code.get("id"): texts(code, "Name") for code in one.findall("{*}Code")}
                    for one in tree.findall(".//{*}Codelist")
                },
                "concepts": {one.get("id"): texts(one, "Name") for one in tree.findall(".//{*}Concept")},
            },
            "codes": {one.id: {code.id: code.name for code in one.codes} for one in of(Codelist)},
            "about": dataset.attributes,
            "structure": dataset.short_urn,
            "rows": [{key: None if value is None else str(value) for key, value in row.items()} for row in rows],
        }
    )
)
