//! What an index of saved items is for: telling "lost" from "never saved".

/// What can be said about an item, from the caller's index and the keychain together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Neither in the index nor in the keychain.
    NeverSaved,
    /// In the keychain.
    Saved,
    /// In the index but not in the keychain: removed behind our back, or the keychain's file was damaged and quietly
    /// replaced. Tell the person and offer rotation; never re-create it silently.
    Lost,
}

/// Joins what the caller's index says with what a read that *succeeded* found.
///
/// A keychain's "no entry" is no proof that nothing was stored (desktop-security sheet, section 4 rule 3), so the caller
/// notes each item it saved and un-notes each that it removed. An item found but not noted is there all the same: the note
/// was lost, and should be written again.
pub fn presence(indexed: bool, found: bool) -> Presence {
    match (indexed, found) {
        (_, true) => Presence::Saved,
        (true, false) => Presence::Lost,
        (false, false) => Presence::NeverSaved,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_indexed_item_that_is_not_found_is_lost() {
        assert_eq!(presence(true, false), Presence::Lost, "we noted that it was saved, so somebody took it");
        assert_eq!(presence(false, false), Presence::NeverSaved, "nothing says that it ever was");
        assert_eq!(presence(true, true), Presence::Saved);
        assert_eq!(presence(false, true), Presence::Saved, "a lost note does not make the secret vanish");
    }
}
