//! Withdraw a live key that one asked for.

use crate::{App, ApprovalRef, Failure, view::ApprovalView};

impl App {
    /// Takes the wish back, as long as nobody has claimed the key.
    ///
    /// # Errors
    /// Somebody else's wish, [`crate::Code::ApprovalStateChanged`], a role that may not, or the place's trouble.
    pub async fn withdraw_key(&self, approval: &ApprovalRef) -> Result<ApprovalView, Failure> {
        let (connection, id) = (&approval.connection, &approval.approval);
        self.check_id(id, "apr")?;
        let authority = self.authority(connection).await?;
        let approval = authority.withdraw_key(id).await.map_err(|error| self.explain(error))?;
        Ok(ApprovalView { connection: connection.clone(), approval })
    }
}

#[cfg(test)]
mod tests {
    use keys::wire;

    use super::*;
    use crate::{
        Code,
        scripted::{Scripted, approval},
    };

    #[tokio::test]
    async fn somebody_elses_wish_is_left_to_them() {
        let (place, approval) = (Scripted::open().await, approval());
        let path = format!("POST /v1/key-approvals/{}/withdraw", approval.id);
        place.answer(&path, &approval);
        place.refuse(&path, wire::Code::NotTheRequester);
        let asked = ApprovalRef::new(&place.here, &approval.id);
        assert_eq!(place.app.withdraw_key(&asked).await.unwrap().approval, approval);
        assert_eq!(place.app.withdraw_key(&asked).await.unwrap_err().code, Code::NotAllowed);
    }
}
