use super::{Phone, PhoneError};
use core::fmt;
use core::str::FromStr;

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.e164())?;
        match self.extension() {
            Some(extension) => {
                f.write_str(";ext=")?;
                f.write_str(extension)
            }
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(")?;
        f.write_str(self.kind().as_str())?;
        f.write_str(", ..)")
    }
}

impl FromStr for Phone {
    type Err = PhoneError;

    fn from_str(input: &str) -> Result<Self, PhoneError> {
        Self::parse(input)
    }
}
