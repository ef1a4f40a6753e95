"""The terms of the W3C Web Annotation vocabulary as a JSON-LD context, put together from its tables of classes and
properties, so that no network is needed to expand what is exported."""

IRI = "http://www.w3.org/ns/anno.jsonld"

_PREFIXES = {
    "oa": "http://www.w3.org/ns/oa#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "dctypes": "http://purl.org/dc/dcmitype/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "iana": "http://www.iana.org/assignments/relation/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "as": "http://www.w3.org/ns/activitystreams#",
    "schema": "http://schema.org/",
}

# Classes, motivations and directions that are called in the vocabulary what they are called in JSON.
_OWN = """Annotation TextualBody ResourceSelection SpecificResource FragmentSelector CssSelector XPathSelector
TextQuoteSelector TextPositionSelector DataPositionSelector SvgSelector RangeSelector TimeState HttpRequestState Choice
Motivation assessing bookmarking classifying commenting describing editing highlighting identifying linking moderating
questioning replying tagging""".split()

_CLASSES = {
    "Dataset": "dctypes:Dataset",
    "Image": "dctypes:StillImage",
    "Video": "dctypes:MovingImage",
    "Audio": "dctypes:Sound",
    "Text": "dctypes:Text",
    "CssStylesheet": "oa:CssStyle",
    "Person": "foaf:Person",
    "Software": "as:Application",
    "Organization": "foaf:Organization",
    "AnnotationCollection": "as:OrderedCollection",
    "AnnotationPage": "as:OrderedCollectionPage",
    "Audience": "schema:Audience",
    "auto": "oa:autoDirection",
    "ltr": "oa:ltrDirection",
    "rtl": "oa:rtlDirection",
}

_RESOURCES = {
    "body": "oa:hasBody",
    "target": "oa:hasTarget",
    "source": "oa:hasSource",
    "selector": "oa:hasSelector",
    "state": "oa:hasState",
    "scope": "oa:hasScope",
    "refinedBy": "oa:refinedBy",
    "startSelector": "oa:hasStartSelector",
    "endSelector": "oa:hasEndSelector",
    "renderedVia": "oa:renderedVia",
    "creator": "dcterms:creator",
    "generator": "as:generator",
    "rights": "dcterms:rights",
    "homepage": "foaf:homepage",
    "via": "oa:via",
    "canonical": "oa:canonical",
    "stylesheet": "oa:styledBy",
    "cached": "oa:cachedSource",
    "conformsTo": "dcterms:conformsTo",
    "partOf": "as:partOf",
    "first": "as:first",
    "last": "as:last",
    "next": "as:next",
    "prev": "as:prev",
    "audience": "schema:audience",
    "annotationService": "oa:annotationService",
}

_TERMS = {"motivation": "oa:motivatedBy", "purpose": "oa:hasPurpose", "textDirection": "oa:textDirection"}

_VALUES = {
    "accessibility": "schema:accessibilityFeature",
    "bodyValue": "oa:bodyValue",
    "format": "dc:format",
    "language": "dc:language",
    "processingLanguage": "oa:processingLanguage",
    "value": "rdf:value",
    "exact": "oa:exact",
    "prefix": "oa:prefix",
    "suffix": "oa:suffix",
    "styleClass": "oa:styleClass",
    "name": "foaf:name",
    "email": "foaf:mbox",
    "email_sha1": "foaf:mbox_sha1sum",
    "nickname": "foaf:nick",
    "label": "rdfs:label",
}

_TYPED = {
    "created": ("dcterms:created", "xsd:dateTime"),
    "modified": ("dcterms:modified", "xsd:dateTime"),
    "generated": ("dcterms:issued", "xsd:dateTime"),
    "sourceDate": ("oa:sourceDate", "xsd:dateTime"),
    "sourceDateStart": ("oa:sourceDateStart", "xsd:dateTime"),
    "sourceDateEnd": ("oa:sourceDateEnd", "xsd:dateTime"),
    "start": ("oa:start", "xsd:nonNegativeInteger"),
    "end": ("oa:end", "xsd:nonNegativeInteger"),
    "total": ("as:totalItems", "xsd:nonNegativeInteger"),
    "startIndex": ("as:startIndex", "xsd:nonNegativeInteger"),
}


def context() -> dict:
    """The document that stands at `IRI`."""
    terms: dict = dict(_PREFIXES)
    terms["id"] = {"@id": "@id", "@type": "@id"}
    terms["type"] = {"@id": "@type", "@type": "@id"}
    terms |= {name: f"oa:{name}" for name in _OWN}
    terms |= _CLASSES
    terms |= {name: {"@id": iri, "@type": "@id"} for name, iri in _RESOURCES.items()}
    terms |= {name: {"@id": iri, "@type": "@vocab"} for name, iri in _TERMS.items()}
    terms |= _VALUES
    terms |= {name: {"@id": iri, "@type": kind} for name, (iri, kind) in _TYPED.items()}
    terms["items"] = {"@id": "as:items", "@type": "@id", "@container": "@list"}
    return {"@context": terms}
