//! An OpenAPI document as a client reads it: its operations, their examples, and whether an answer is as documented.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::Value;

use crate::{Answer, Api, api};

/// A whole document.
pub struct Document(Value);

/// One operation of a document.
pub struct Operation<'a> {
    /// Its `operationId`.
    pub id: &'a str,
    /// Its path, with the names of its parameters.
    pub path: &'a str,
    /// Its method.
    pub method: Method,
    what: &'a Value,
    document: &'a Document,
}

impl Document {
    /// Fetches the document at a path, without a credential.
    ///
    /// # Panics
    /// When there is none.
    pub async fn fetch(base: &str, path: &str) -> Self {
        let answer = Api::anonymous(base).get(path).await.expect_status(200);
        Self(answer.json())
    }

    /// Every operation.
    ///
    /// # Panics
    /// When the document is none.
    pub fn operations(&self) -> Vec<Operation<'_>> {
        let paths = self.0["paths"].as_object().expect("a document has paths").iter();
        let entries = paths.flat_map(|(path, item)| item.as_object().into_iter().flatten().map(move |one| (path, one)));
        entries
            .map(|(path, (method, what))| Operation {
                id: what["operationId"].as_str().expect("an operation has an id"),
                path,
                method: Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method"),
                what,
                document: self,
            })
            .collect()
    }

    /// Follows a reference, if it is one.
    fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str().and_then(|to| self.0.pointer(to.trim_start_matches('#'))) {
            Some(found) => self.resolve(found),
            None => value,
        }
    }

    /// What is wrong with a value by a schema of this document.
    fn complaints(&self, schema: &Value, value: &Value) -> Vec<String> {
        let whole = serde_json::json!({ "allOf": [schema], "components": self.0["components"] });
        let validator = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft202012)
            .should_validate_formats(true)
            .build(&whole)
            .expect("a schema of the document is a JSON schema");
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
    }
}

impl Operation<'_> {
    /// The status of success: 201 where both a first and a repeated answer are documented.
    ///
    /// # Panics
    /// When none is documented.
    pub fn success(&self) -> u16 {
        let all = self.what["responses"].as_object().expect("an operation has answers").keys();
        all.filter_map(|status| status.parse().ok())
            .filter(|status| (200..300).contains(status))
            .max()
            .expect("a success")
    }

    /// The JSON body that the document shows.
    pub fn example(&self) -> Option<&Value> {
        self.what.pointer("/requestBody/content/application~1json/example")
    }

    /// Whether it has a body that is no JSON.
    pub fn has_another_body(&self) -> bool {
        self.what.get("requestBody").is_some() && self.example().is_none() && self.form().is_none()
    }

    /// The parts of the form that it shows, if its body is one: name and text.
    pub fn form(&self) -> Option<Vec<(String, String)>> {
        let parts = self.what.pointer("/requestBody/content/multipart~1form-data/example")?.as_object()?;
        Some(parts.iter().map(|(name, text)| (name.clone(), text.as_str().unwrap_or_default().to_owned())).collect())
    }

    /// Whether its good answer is a stream without an end.
    pub fn is_stream(&self) -> bool {
        let good = self.what["responses"].get("200").map(|good| self.document.resolve(good));
        good.is_some_and(|good| good["content"].get("text/event-stream").is_some())
    }

    /// Whether it refuses whoever comes without a credential.
    pub fn needs_credential(&self) -> bool {
        let open =
            |needs: &Vec<Value>| needs.iter().any(|need| need.as_object().is_some_and(serde_json::Map::is_empty));
        !self.what["security"].as_array().is_some_and(open)
    }

    /// Whether it reads a header.
    pub fn reads_header(&self, name: &str) -> bool {
        self.parameters("header").any(|parameter| parameter["name"] == name)
    }

    /// What has to be there first: the kinds of ids (`key` for `key_...`) in its path and its example, and the names of
    /// its path's other parameters.
    pub fn needs(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut example = self.example().cloned().unwrap_or_default();
        each_text(&mut example, &mut |text| {
            found.extend(prefix(text).map(str::to_owned));
        });
        found.extend(self.parameters("path").map(|parameter| self.place(parameter)));
        found
    }

    /// The path to ask, with these things in the places of its parameters, and its required query.
    ///
    /// # Panics
    /// When one is missing.
    pub fn path_with(&self, things: &BTreeMap<String, String>) -> String {
        let mut path = self.path.to_owned();
        for parameter in self.parameters("path") {
            let thing = things.get(&self.place(parameter)).expect("every need was met");
            path = path.replace(&format!("{{{}}}", api::text(parameter, "/name")), thing);
        }
        let required = self.parameters("query").filter(|parameter| parameter["required"] == true);
        let query: Vec<String> = required
            .map(|parameter| {
                let schema = self.document.resolve(&parameter["schema"]);
                let shown = [&parameter["example"], &schema["examples"][0], &schema["enum"][0]];
                let shown = shown.into_iter().find_map(Value::as_str);
                let name = api::text(parameter, "/name");
                let shown = shown.unwrap_or_else(|| panic!("{}: show a value of the query's {name}", self.id));
                format!("{name}={shown}")
            })
            .collect();
        if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
    }

    /// The example with these things in the places of its ids.
    pub fn example_with(&self, things: &BTreeMap<String, String>) -> Option<Value> {
        let mut example = self.example()?.clone();
        each_text(&mut example, &mut |text| {
            if let Some(thing) = prefix(text).and_then(|prefix| things.get(prefix)) {
                thing.clone_into(text);
            }
        });
        Some(example)
    }

    /// Whether an answer is one of the documented ones, with its body and its headers.
    ///
    /// # Panics
    /// When it is not.
    pub fn check(&self, answer: &Answer) {
        let status = answer.status.to_string();
        let documented = self.what["responses"].get(&status);
        let documented = documented.unwrap_or_else(|| panic!("{} documents no {status}: {}", self.id, answer.text));
        let documented = self.document.resolve(documented);
        for (name, header) in documented["headers"].as_object().into_iter().flatten() {
            let required = self.document.resolve(header)["required"] == true;
            assert!(!required || answer.header(name).is_some(), "{}: {status} has the header {name}", self.id);
        }
        match documented["content"].pointer("/application~1json/schema") {
            Some(schema) => {
                let wrong = self.document.complaints(schema, &answer.json());
                assert!(wrong.is_empty(), "{}: {status} is not as documented: {wrong:?}\n{}", self.id, answer.text);
            }
            None if documented["content"].get("application/x-ndjson").is_some() => {
                let lines = answer.text.lines().map(serde_json::from_str::<Value>);
                assert!(lines.into_iter().all(|line| line.is_ok()), "{}: {status} is JSON line by line", self.id);
            }
            // Bytes, of one of the types that are named.
            None if documented["content"].as_object().is_some_and(|types| !types.is_empty()) => {
                let given = answer.header("content-type").unwrap_or_default();
                assert!(documented["content"].get(given).is_some(), "{}: {given} is a type of {status}", self.id);
            }
            None => assert_eq!(answer.text, "", "{}: {status} is documented without a body", self.id),
        }
    }

    fn parameters(&self, place: &str) -> impl Iterator<Item = &Value> {
        let all = self.what["parameters"].as_array().into_iter().flatten();
        all.map(|parameter| self.document.resolve(parameter)).filter(move |parameter| parameter["in"] == place)
    }

    /// The kind of id that a path's parameter holds, or its name.
    fn place(&self, parameter: &Value) -> String {
        let shown = self.document.resolve(&parameter["schema"])["examples"][0].as_str().and_then(prefix);
        shown.map_or_else(|| api::text(parameter, "/name"), str::to_owned)
    }
}

/// The kind of an id; none when the text is no id.
fn prefix(text: &str) -> Option<&str> {
    let (prefix, body) = text.split_once('_')?;
    let lower = !prefix.is_empty() && prefix.bytes().all(|b| b.is_ascii_lowercase());
    (lower && body.len() == 22 && body.bytes().all(|b| b.is_ascii_alphanumeric())).then_some(prefix)
}

fn each_text(value: &mut Value, visit: &mut impl FnMut(&mut String)) {
    match value {
        Value::String(text) => visit(text),
        Value::Array(items) => items.iter_mut().for_each(|item| each_text(item, visit)),
        Value::Object(fields) => fields.values_mut().for_each(|field| each_text(field, visit)),
        _ => {}
    }
}
