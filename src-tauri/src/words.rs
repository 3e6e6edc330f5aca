//! What the system's own dialogs say, in the languages of the window. All else that a person reads stands in `ui/src/words`.

use actions::{Unsaved, view::LanguageChoice};

/// A language that is spoken here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    German,
}

impl Language {
    /// The one to speak after this choice.
    pub(crate) fn of(choice: LanguageChoice) -> Self {
        match choice {
            LanguageChoice::En => Self::English,
            LanguageChoice::De => Self::German,
            LanguageChoice::System => Self::first_spoken(sys_locale::get_locales()),
        }
    }

    /// The first of a person's languages that is spoken here; English where there is none. The page decides in the same
    /// way (`ui/src/words/language.svelte.ts`).
    fn first_spoken(wanted: impl Iterator<Item = String>) -> Self {
        let spoken = |tag: String| match tag.split(['-', '_', '.']).next() {
            Some("de") => Some(Self::German),
            Some("en") => Some(Self::English),
            _ => None,
        };
        wanted.filter_map(|tag| spoken(tag.to_lowercase())).next().unwrap_or(Self::English)
    }

    /// The title of the dialog for a file to write a secret to.
    pub(crate) fn write_the_secret_to(self) -> &'static str {
        match self {
            Self::English => "Write the secret to",
            Self::German => "Secret schreiben in",
        }
    }

    /// The title of the dialog for a file to look for ids in.
    pub(crate) fn read_ids_from(self) -> &'static str {
        match self {
            Self::English => "Look for ids in",
            Self::German => "IDs suchen in",
        }
    }

    /// The title of the dialog for files to attach to the activation.
    pub(crate) fn attach(self) -> &'static str {
        match self {
            Self::English => "Attach documents: PDF, PNG or JPEG",
            Self::German => "Dokumente hinzufügen: PDF, PNG oder JPEG",
        }
    }

    /// The title of the dialog for a file to save one of them to.
    pub(crate) fn save_the_document_to(self) -> &'static str {
        match self {
            Self::English => "Save the document to",
            Self::German => "Dokument speichern in",
        }
    }

    /// The title of the dialog for a file to write the audit log to.
    pub(crate) fn export_to(self) -> &'static str {
        match self {
            Self::English => "Export the audit log to",
            Self::German => "Protokoll exportieren in",
        }
    }

    /// The title of the question before the window closes.
    pub(crate) fn close(self) -> &'static str {
        match self {
            Self::English => "Close Conduit Keys?",
            Self::German => "Conduit Keys schließen?",
        }
    }

    /// What would be lost with the window: secrets that it alone has. Nothing without any.
    pub(crate) fn what_is_lost(self, unsaved: &Unsaved) -> Option<String> {
        let Unsaved { keys, people } = unsaved;
        Some(match (self, &keys[..], &people[..]) {
            (_, [], []) => return None,
            (Self::English, [name], []) => format!(
                "The secret of “{name}” was not confirmed as saved, and this window alone has it. Without it the key stays \
                 pending and can only be revoked. Close all the same?"
            ),
            (Self::English, names, []) => format!(
                "The secrets of {} keys were not confirmed as saved, and this window alone has them. Without them the keys \
                 stay pending and can only be revoked. Close all the same?",
                names.len()
            ),
            (Self::English, [], [name]) => format!(
                "The invitation, token, signing secret or backup codes of “{name}” were not confirmed as handed over, and this \
                 window alone has them. They are never shown again. Close all the same?"
            ),
            (Self::English, ..) => format!(
                "{} secrets, invitations, tokens and backup codes were not confirmed as saved, and this window alone has them. They are \
                 never shown again. Close all the same?",
                keys.len() + people.len()
            ),
            (Self::German, [name], []) => format!(
                "Das Secret von „{name}“ ist nicht als gespeichert bestätigt, und nur dieses Fenster hat es. Ohne das Secret \
                 bleibt der Schlüssel ausstehend und kann nur noch widerrufen werden. Trotzdem schließen?"
            ),
            (Self::German, names, []) => format!(
                "Die Secrets von {} Schlüsseln sind nicht als gespeichert bestätigt, und nur dieses Fenster hat sie. Ohne sie \
                 bleiben die Schlüssel ausstehend und können nur noch widerrufen werden. Trotzdem schließen?",
                names.len()
            ),
            (Self::German, [], [name]) => format!(
                "Einladung, Token, Signatur-Secret oder Backup-Codes von „{name}“ sind nicht als übergeben bestätigt, und nur \
                 dieses Fenster hat sie. Sie werden nie wieder gezeigt. Trotzdem schließen?"
            ),
            (Self::German, ..) => format!(
                "{} Secrets, Einladungen, Token und Backup-Codes sind nicht als gespeichert bestätigt, und nur dieses Fenster hat sie. Sie \
                 werden nie wieder gezeigt. Trotzdem schließen?",
                keys.len() + people.len()
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first_spoken(wanted: &[&str]) -> Language {
        Language::first_spoken(wanted.iter().map(|tag| (*tag).to_owned()))
    }

    #[test]
    fn the_first_language_that_is_spoken_here_is_spoken() {
        assert_eq!(first_spoken(&["fr-FR", "de-AT", "en-GB"]), Language::German);
        assert_eq!(first_spoken(&["de_DE.UTF-8"]), Language::German);
        assert_eq!(first_spoken(&["den", "en-US"]), Language::English, "Slavey is not German");
        assert_eq!(first_spoken(&["C"]), Language::English);
        assert_eq!(first_spoken(&[]), Language::English);
    }

    #[test]
    fn whoever_closes_the_window_hears_what_goes_with_it() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let unsaved = |keys, people| Unsaved { keys: names(keys), people: names(people) };
        for language in [Language::English, Language::German] {
            assert_eq!(language.what_is_lost(&Unsaved::default()), None, "without a secret nobody is asked");
            for (unsaved, told) in [
                (unsaved(&["billing"], &[]), "billing"),
                (unsaved(&["billing", "payouts"], &[]), "2"),
                (unsaved(&[], &["Sam"]), "Sam"),
                (unsaved(&["billing"], &["Sam", "nightly"]), "3"),
            ] {
                let words = language.what_is_lost(&unsaved).unwrap();
                assert!(words.contains(told), "{words}");
            }
        }
    }
}
