//! What a payout needs. The vendor documents the path; the answer's shape is ours, and says what `create.rs` checks.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    Failure,
    contract::money::{ASSETS, CHAINS},
};

/// Of which asset.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RequirementsQuery {
    /// An asset's code; all when nothing is said.
    #[param(example = "USDC")]
    code: Option<String>,
}

/// What a payout needs, by asset.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PayoutRequirements {
    /// One item an asset that can be paid out.
    data: Vec<AssetRequirements>,
}

/// What a payout of an asset needs.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AssetRequirements {
    /// The asset.
    code: &'static str,
    /// Where it can be sent.
    chains: [&'static str; 3],
    /// Digits behind the point, at most.
    decimals: usize,
    /// Pointers to the fields that must be there.
    required_fields: [&'static str; 5],
}

impl PayoutRequirements {
    /// Of the asked asset, or of all.
    ///
    /// # Errors
    /// A code that cannot be paid out.
    pub fn of(query: &RequirementsQuery) -> Result<Self, Failure> {
        let asked = |code: &str| query.code.as_deref().is_none_or(|only| only == code);
        let data: Vec<_> = ASSETS
            .into_iter()
            .filter(|(code, _, on_chain)| *on_chain && asked(code))
            .map(|(code, decimals, _)| AssetRequirements {
                code,
                chains: CHAINS,
                decimals,
                required_fields: [
                    "/customerId",
                    "/amount/code",
                    "/amount/chain",
                    "/amount/amount",
                    "/destination/address",
                ],
            })
            .collect();
        if data.is_empty() {
            return Err(Failure::invalid_field("/code", "This asset cannot be paid out here."));
        }
        Ok(Self { data })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_asset_on_a_chain_can_be_paid_out_and_no_other() {
        let codes = |code: Option<&str>| {
            let found = PayoutRequirements::of(&RequirementsQuery { code: code.map(str::to_owned) });
            found.map(|found| found.data.iter().map(|asset| asset.code).collect::<Vec<_>>()).unwrap_or_default()
        };
        assert_eq!(codes(None), ["USDC", "USDT"]);
        assert_eq!(codes(Some("USDT")), ["USDT"]);
        assert_eq!(codes(Some("USD")), [""; 0]);
    }
}
