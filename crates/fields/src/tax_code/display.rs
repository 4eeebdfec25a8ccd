use super::{BranchCode, EnterpriseCode, PersonalNumber, TaxCode, TaxCodeError};
use core::fmt;
use core::str::FromStr;

impl fmt::Display for TaxCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for TaxCode {
    type Err = TaxCodeError;

    fn from_str(input: &str) -> Result<Self, TaxCodeError> {
        Self::parse(input)
    }
}

impl AsRef<str> for TaxCode {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Debug for EnterpriseCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for BranchCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for PersonalNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("..")
    }
}
