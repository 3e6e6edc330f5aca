//! What a change means to who listens: the kind of thing, its id, and the line that tells it. Made once, whoever hears it.

use keys::{
    Environment, Timestamp,
    wire::{News, NewsKind},
};

use crate::ground::news::{Mark, Told};

/// One piece of news, ready to be told.
#[derive(Debug)]
pub struct Line {
    /// Its row in the audit log; none for what is told again to nobody.
    pub mark: Option<Mark>,
    /// Whose it is.
    pub organization_id: String,
    /// Where.
    pub environment: Option<Environment>,
    /// Whose rights it may be about: the id of the member or of the token.
    pub subject: String,
    kind: NewsKind,
    thing: String,
    /// For those who may see the audit log and not the thing.
    row: Option<String>,
}

/// Who listens, as far as it decides what is heard.
#[derive(Clone, Debug)]
pub struct Reader {
    /// Of whose things.
    pub organization_id: String,
    /// Of this environment, and of what is in none; of both when nothing is said.
    pub environment: Option<Environment>,
    /// The kinds that the role may list.
    pub sees: Vec<NewsKind>,
    /// The id of the member or of the token that opened it. News of that one are about the stream itself.
    pub opener: String,
    /// Whether it decides activations, and so hears of those of every organization.
    pub decides: bool,
}

impl Reader {
    /// Whether a deed to a thing of an organization is any of its business, wherever it happens.
    pub fn is_concerned(&self, told: &Told) -> bool {
        self.hears_of(&told.organization_id, kind_of(&told.deed, told.is_by_key))
    }

    fn hears_of(&self, organization_id: &str, kind: NewsKind) -> bool {
        organization_id == self.organization_id || (self.decides && kind == NewsKind::Activation)
    }
}

impl Line {
    /// Of what a commit told.
    pub fn of(told: Told) -> Self {
        let kind = kind_of(&told.deed, told.is_by_key);
        let sequence = told.mark.map(|mark| mark.sequence.to_string());
        let news = |kind, id, deed| {
            text(&News { kind, id, ids: Vec::new(), environment: told.environment, deed, at: told.at })
        };
        let row = sequence.map(|sequence| news(NewsKind::Audit, Some(sequence), None));
        let id = match kind {
            // The row's subject is a class of limits, for instance.
            NewsKind::Activation | NewsKind::Organization => Some(told.organization_id.clone()),
            _ => Some(told.subject.clone()).filter(|id| !id.is_empty()),
        };
        let thing = match (&row, kind) {
            (Some(row), NewsKind::Audit) => row.clone(),
            _ => news(kind, id, Some(told.deed.clone())),
        };
        let (mark, environment) = (told.mark, told.environment);
        Self { mark, organization_id: told.organization_id, environment, subject: told.subject, kind, thing, row }
    }

    /// Of several things of one kind, which are not told again.
    pub fn gathered(
        (organization_id, environment, deed): (&str, Option<Environment>, &str),
        ids: Vec<String>,
        at: Timestamp,
    ) -> Self {
        let kind = kind_of(deed, false);
        let news = News { kind, id: None, ids, environment, deed: Some(deed.to_owned()), at };
        Self {
            mark: None,
            organization_id: organization_id.to_owned(),
            environment,
            subject: String::new(),
            kind,
            thing: text(&news),
            row: None,
        }
    }

    /// What a reader hears of it, if anything.
    pub fn heard_by(&self, reader: &Reader) -> Option<&str> {
        let elsewhere = reader.environment.is_some() && self.environment.is_some();
        let concerns = reader.hears_of(&self.organization_id, self.kind);
        if !concerns || (elsewhere && self.environment != reader.environment) {
            return None;
        }
        if reader.sees.contains(&self.kind) {
            return Some(&self.thing);
        }
        self.row.as_deref().filter(|_| reader.sees.contains(&NewsKind::Audit))
    }
}

fn text(news: &News) -> String {
    serde_json::to_string(news).unwrap_or_default()
}

/// The kind of thing that a deed is done to, by what stands before its dot. What a key of the public API does is about the
/// public contract's things, which have no list here.
fn kind_of(deed: &str, is_by_key: bool) -> NewsKind {
    if is_by_key {
        return NewsKind::Audit;
    }
    match deed.split('.').next().unwrap_or_default() {
        "key" => NewsKind::Key,
        "rotation" => NewsKind::Rotation,
        "key_approval" => NewsKind::KeyApproval,
        "alert" => NewsKind::Alert,
        "activation" => NewsKind::Activation,
        "organization" | "sandbox" | "limits" => NewsKind::Organization,
        "member" | "session" | "sign_in" => NewsKind::Member,
        "token" => NewsKind::Token,
        "webhook_endpoint" => NewsKind::WebhookEndpoint,
        "webhook_delivery" => NewsKind::WebhookDelivery,
        "request" => NewsKind::Request,
        _ => NewsKind::Audit,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// A row of the audit log of an organization.
    pub fn row(sequence: i64, organization_id: &str, deed: &str, subject: &str) -> Told {
        Told {
            mark: Some(Mark::of(sequence, &[u8::try_from(sequence % 251).unwrap_or_default(); 32])),
            at: Timestamp::from_millis(0),
            organization_id: organization_id.to_owned(),
            environment: deed.starts_with("key").then_some(Environment::Sandbox),
            deed: deed.to_owned(),
            subject: subject.to_owned(),
            is_by_key: false,
        }
    }

    /// Somebody of an organization who sees these kinds, and the audit log.
    pub fn reader(organization_id: &str, sees: &[NewsKind]) -> Reader {
        let sees = [sees, &[NewsKind::Audit]].concat();
        let organization_id = organization_id.to_owned();
        Reader { organization_id, environment: None, sees, opener: "tok_own".to_owned(), decides: false }
    }

    fn heard(told: Told, reader: &Reader) -> Option<Value> {
        Line::of(told).heard_by(reader).map(|text| serde_json::from_str(text).unwrap())
    }

    #[test]
    fn who_may_not_list_a_thing_hears_of_its_audit_row_alone() {
        let told = row(7, "org_a", "member.revoked", "usr_x");
        let all = heard(told.clone(), &reader("org_a", &NewsKind::ALL)).unwrap();
        assert_eq!(
            (&all["kind"], &all["id"], &all["deed"]),
            (&json!("member"), &json!("usr_x"), &json!("member.revoked"))
        );
        let some = heard(told.clone(), &reader("org_a", &[NewsKind::Key])).unwrap();
        assert_eq!((&some["kind"], &some["id"], &some["deed"]), (&json!("audit"), &json!("7"), &Value::Null));
        assert!(!some.to_string().contains("usr_x") && !some.to_string().contains("member"), "{some}");
        assert_eq!(heard(told, &reader("org_b", &NewsKind::ALL)), None, "somebody else's is not told");
    }

    #[test]
    fn whoever_decides_activations_hears_of_those_of_every_organization_and_of_nothing_else() {
        let operator = Reader { decides: true, ..reader("org_a", &[NewsKind::Activation, NewsKind::Key]) };
        let theirs = row(7, "org_b", "activation.submitted", "org_b");
        assert!(operator.is_concerned(&theirs));
        let told = heard(theirs, &operator).unwrap();
        assert_eq!((&told["kind"], &told["id"]), (&json!("activation"), &json!("org_b")));
        for deed in ["key.created", "member.revoked", "audit.pruned"] {
            let theirs = row(8, "org_b", deed, "key_x");
            assert!(!operator.is_concerned(&theirs), "{deed}");
            assert_eq!(heard(theirs, &operator), None, "{deed}: not even that there is a row");
        }
    }

    #[test]
    fn what_a_key_of_the_public_api_does_is_a_row_of_the_audit_log() {
        let told = Told { is_by_key: true, ..row(7, "org_a", "webhook_endpoint.created", "wep_x") };
        assert_eq!(heard(told, &reader("org_a", &NewsKind::ALL)).unwrap()["kind"], "audit");
    }

    #[test]
    fn an_environment_hides_the_other_one_and_nothing_else() {
        let sandbox = Reader { environment: Some(Environment::Sandbox), ..reader("org_a", &NewsKind::ALL) };
        let live = Reader { environment: Some(Environment::Live), ..sandbox.clone() };
        let (key, member) = (row(1, "org_a", "key.created", "key_x"), row(2, "org_a", "member.invited", "usr_x"));
        assert!(heard(key.clone(), &sandbox).is_some() && heard(member.clone(), &sandbox).is_some());
        assert!(heard(key, &live).is_none() && heard(member, &live).is_some());
    }
}
