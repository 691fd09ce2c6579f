//! A pack's worked example, gone through over the API as people do: sections saved, items judged,
//! steps taken.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::{Client, pack_files};

/// Answers and steps of `examples/<name>.yaml`.
pub struct Example {
    pub procedure: String,
    pub period: String,
    pub subject: String,
    pub answers: Map<String, Value>,
    pub organisation: Map<String, Value>,
    pub run: Vec<Value>,
    pub expect: Value,
}

/// Ids of all packs of the repository that hold a procedure.
pub fn procedures() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let folders = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let with = folders.filter(|folder| folder.join("procedure.yaml").is_file());
    let mut ids: Vec<String> =
        with.map(|folder| folder.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    ids.sort();
    ids
}

/// YAML as JSON.
fn yaml(bytes: &[u8]) -> Value {
    serde_yaml_ng::from_slice(bytes).expect("the file reads")
}

impl Example {
    /// The worked example of a procedure whose last step ends it.
    pub fn to_the_end(procedure: &str) -> Self {
        let files = pack_files(procedure);
        let machine = yaml(&files["procedure.yaml"]);
        let states = machine["states"].as_array().unwrap();
        let terminal = |state: &Value| {
            states.iter().any(|known| known["id"] == *state && known["terminal"] == true)
        };
        let names = files.keys().filter_map(|name| name.strip_prefix("examples/"));
        let mut examples = names.map(|name| Self::read(procedure, name.trim_end_matches(".yaml")));
        let ends = |example: &Self| {
            example.run.last().is_some_and(|step| terminal(&step["expect"]["state"]))
        };
        examples.find(ends).unwrap_or_else(|| panic!("{procedure}: no example walks to the end"))
    }

    /// The worked example of a procedure in which a party acts that need not take part.
    pub fn joint(procedure: &str) -> Option<Self> {
        let files = pack_files(procedure);
        let machine = yaml(&files["procedure.yaml"]);
        let parties = machine["parties"].as_array().unwrap().clone();
        let optional = parties.iter().filter(|party| party["optional"] == true);
        let optional: Vec<&str> = optional.filter_map(|party| party["id"].as_str()).collect();
        let names = files.keys().filter_map(|name| name.strip_prefix("examples/"));
        let mut examples = names.map(|name| Self::read(procedure, name.trim_end_matches(".yaml")));
        examples.find(|example| optional.iter().any(|party| example.acts(party)))
    }

    /// Whether a party takes a step.
    fn acts(&self, party: &str) -> bool {
        self.run.iter().any(|step| step["party"] == party)
    }

    pub fn read(procedure: &str, name: &str) -> Self {
        let files = pack_files(procedure);
        let bytes = files.get(&format!("examples/{name}.yaml")).expect("the example is there");
        let value = yaml(bytes);
        let organisation = yaml(&files["procedure.yaml"])["subject"]["kind"] == "organisation";
        let unnamed = if organisation { "" } else { procedure };
        let object = |key: &str| value[key].as_object().cloned().unwrap_or_default();
        Self {
            procedure: procedure.to_owned(),
            period: value["period"].as_str().unwrap_or_default().to_owned(),
            subject: value["subject"].as_str().unwrap_or(unnamed).to_owned(),
            answers: object("answers"),
            organisation: object("organisation"),
            run: value["run"].as_array().cloned().unwrap_or_default(),
            expect: value["expect"].clone(),
        }
    }

    /// Begins a filing; its id.
    pub async fn begin(&self, applicant: &Client) -> String {
        let known = applicant.get("/api/v1/procedures").await.ok();
        let known = known["items"].as_array().unwrap().clone();
        let row = known.iter().find(|row| row["id"] == self.procedure);
        // Optional parties that act in the example take part.
        let named = row.iter().flat_map(|row| row["parties"].as_array().unwrap());
        let named = named.filter(|choice| self.acts(choice["party"].as_str().unwrap()));
        let parties: Map<String, Value> = named
            .map(|choice| {
                let party = choice["party"].as_str().unwrap();
                (party.to_owned(), choice["choices"][0]["tenant"].clone())
            })
            .collect();
        let draft = json!({
            "procedure": self.procedure,
            "subject": self.subject,
            "period": self.period,
            "parties": parties,
        });
        let made = applicant.post("/api/v1/filings", draft).await.ok();
        made["id"].as_str().unwrap().to_owned()
    }

    /// Saves the example's answers to a form, section by section.
    pub async fn fill(&self, client: &Client, filing: &str, form: &str) {
        let path = format!("/api/v1/filings/{filing}/forms/{form}");
        let view = client.get(&path).await.ok();
        let empty = Map::new();
        let given = self.answers.get(form).and_then(Value::as_object).unwrap_or(&empty);
        for section in view["definition"]["sections"].as_array().unwrap() {
            let fields = section["fields"].as_array().unwrap().iter();
            let answers: Map<String, Value> = fields
                .filter_map(|field| {
                    let id = field["id"].as_str().unwrap();
                    Some((id.to_owned(), given.get(id)?.clone()))
                })
                .collect();
            let id = section["id"].as_str().unwrap();
            let revision = view["revisions"][id].as_u64().unwrap_or(0);
            let draft = json!({ "answers": answers, "revision": revision });
            client.put(&format!("{path}/sections/{id}"), draft).await.ok();
        }
    }

    /// Takes the example's steps, each by the client of its party; those that it expects to be
    /// refused are tried and refused. `between` is awaited before and after each step.
    pub async fn walk(
        &self,
        filing: &str,
        clients: &BTreeMap<&str, &Client>,
        between: impl AsyncFn(),
    ) {
        for step in &self.run {
            let client = clients[step["party"].as_str().unwrap()];
            between().await;
            self.step(client, filing, step).await;
            between().await;
        }
    }

    /// Takes one step of the example; the filing as its taker sees it then, or nothing when it was
    /// to be refused.
    pub async fn step(&self, client: &Client, filing: &str, step: &Value) -> Option<Value> {
        let action = step["action"].as_str().unwrap();
        if let Some(verdicts) = step["verdicts"].as_object() {
            for (form, verdicts) in verdicts {
                let path = format!("/api/v1/filings/{filing}/forms/{form}/verdicts");
                client.put(&path, json!({ "verdicts": verdicts })).await.ok();
            }
        }
        let detail = client.get(&format!("/api/v1/filings/{filing}")).await.ok();
        for form in detail["forms"].as_array().unwrap() {
            let id = form["form"].as_str().unwrap();
            if form["writable"] == true && self.answers.contains_key(id) {
                self.fill(client, filing, id).await;
            }
        }
        let draft = json!({
            "action": action,
            "text": step["text"].as_str().unwrap_or_default(),
            "fields": step["fields"].as_object().cloned().unwrap_or_default(),
        });
        let path = format!("/api/v1/filings/{filing}/steps");
        let reply = client.post(&path, draft).await;
        if let Some(code) = step["refused"].as_str() {
            assert_eq!(reply.code(), code, "{}: {action}: {}", self.procedure, reply.body);
            return None;
        }
        assert_eq!(reply.status, 200, "{}: {action}: {}", self.procedure, reply.body);
        let detail = reply.ok();
        if let Some(state) = step["expect"]["state"].as_str() {
            assert_eq!(detail["state"], state, "{}: after {action}: {detail}", self.procedure);
        }
        Some(detail)
    }
}
