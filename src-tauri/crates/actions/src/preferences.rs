//! How a person wants the program to behave, on this computer.

use crate::{
    App, Failure,
    view::{LanguageChoice, Preferences},
};

const SETTING: &str = "preferences";

impl App {
    /// The language that was chosen for the window; the computer's own when that cannot be read, since whatever is said then
    /// is said better in any language than not at all.
    pub fn language(&self) -> LanguageChoice {
        self.preferences().map(|chosen| chosen.language).unwrap_or_default()
    }

    /// What was chosen; what nobody has chosen is as at first, also when what was written down is not understood.
    ///
    /// # Errors
    /// The journal's trouble.
    pub async fn get_preferences(&self) -> Result<Preferences, Failure> {
        self.preferences()
    }

    fn preferences(&self) -> Result<Preferences, Failure> {
        let written = self.shared.journal.setting(SETTING).map_err(|error| self.journal_failure(error))?;
        Ok(written.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    /// Chooses.
    ///
    /// # Errors
    /// The journal's trouble; what was chosen before stays.
    pub async fn set_preferences(&self, chosen: Preferences) -> Result<Preferences, Failure> {
        let text = serde_json::to_string(&chosen)
            .map_err(|error| Failure::internal(&self.shared.ambient, "The choice cannot be written down.", &error))?;
        self.shared.journal.set_setting(SETTING, &text).map_err(|error| self.journal_failure(error))?;
        Ok(chosen)
    }
}

#[cfg(test)]
mod tests {
    use keys::Ambient;
    use vault::Vault;

    use super::*;
    use crate::Folders;

    fn open(folder: &std::path::Path) -> App {
        let folders = Folders { data: Some(folder.to_owned()) };
        App::open(&folders, Vault::in_memory(), Ambient::system()).unwrap()
    }

    #[tokio::test]
    async fn what_was_chosen_is_so_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let app = open(folder.path());
        let (at_first, chosen) = (
            Preferences { single_keys: true, language: LanguageChoice::System },
            Preferences { single_keys: false, language: LanguageChoice::De },
        );
        assert_eq!(app.get_preferences().await.unwrap(), at_first, "nobody has chosen");
        app.set_preferences(chosen.clone()).await.unwrap();
        drop(app);
        assert_eq!(open(folder.path()).get_preferences().await.unwrap(), chosen);
    }

    #[tokio::test]
    async fn what_is_not_understood_is_as_at_first() {
        let folder = tempfile::tempdir().unwrap();
        let app = open(folder.path());
        for written in ["", "{", "{\"singleKeys\":\"no\"}", "{\"language\":\"fr\"}", "[1]"] {
            app.shared.journal.set_setting(SETTING, written).unwrap();
            assert_eq!(app.get_preferences().await.unwrap(), Preferences::default(), "{written}");
        }
        app.shared.journal.set_setting(SETTING, "{\"ofALaterRelease\":1}").unwrap();
        assert_eq!(app.get_preferences().await.unwrap(), Preferences::default());
    }
}
