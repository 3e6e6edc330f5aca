//! TLS to the server: whom to believe, and what to say when it is not believed.

use std::{
    error::Error as _,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        verify_server_name,
    },
    crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
    server::ParsedCertificate,
};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::ground::store::OpenError;

/// How a connection makes its TLS. Cheap to clone.
pub type Tls = MakeRustlsConnect;

/// What a server has to prove.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Nothing: the line cannot be read, but who answers is not known.
    Anybody,
    /// That an authority we trust knows it, by whatever name.
    AnyName,
    /// That an authority we trust knows it by the name it was asked by.
    Full,
}

/// Whose certificates are trusted.
pub enum Roots {
    /// This computer's.
    System,
    /// Those in a PEM file.
    File(PathBuf),
}

/// The way a connection makes its TLS.
pub fn connector(trust: Trust, roots: &Roots) -> Result<Tls, OpenError> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let (inner, named) = match (trust, roots) {
        (Trust::Anybody, _) => (None, Vec::new()),
        (_, Roots::System) => (Some(system(&provider)?), Vec::new()),
        (_, Roots::File(path)) => {
            let named = read(path)?;
            (Some(of(&named, path, &provider)?), named)
        }
    };
    let verifier = Verifier { trust, inner, named, provider: provider.clone() };
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|_| OpenError::BadAddress("this build has no TLS"))?;
    let config = config.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

fn system(provider: &Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>, OpenError> {
    match rustls_platform_verifier::Verifier::new(provider.clone()) {
        Ok(verifier) => Ok(Arc::new(verifier)),
        Err(_) => Err(OpenError::BadAddress("this computer trusts no authority; name one with sslrootcert")),
    }
}

fn of(
    named: &[CertificateDer<'static>],
    path: &Path,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, OpenError> {
    let unusable = |detail: String| OpenError::RootCertificates { path: path.to_owned(), detail };
    let mut store = RootCertStore::empty();
    for certificate in named {
        store.add(certificate.clone()).map_err(|error| unusable(error.to_string()))?;
    }
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider.clone()).build();
    Ok(verifier.map_err(|error| unusable(error.to_string()))?)
}

fn read(path: &Path) -> Result<Vec<CertificateDer<'static>>, OpenError> {
    let unusable = |detail: String| OpenError::RootCertificates { path: path.to_owned(), detail };
    let found = CertificateDer::pem_file_iter(path).map_err(|error| unusable(error.to_string()))?;
    let found: Vec<_> = found.collect::<Result<_, _>>().map_err(|error| unusable(error.to_string()))?;
    if found.is_empty() { Err(unusable("there is no certificate in it".to_owned())) } else { Ok(found) }
}

/// Believes as much as was asked for.
#[derive(Debug)]
struct Verifier {
    trust: Trust,
    inner: Option<Arc<dyn ServerCertVerifier>>,
    /// The certificates that the operator named: the server's own may be among them. PostgreSQL's manual makes such a
    /// one, which no authority signed and which is no server's certificate by the book.
    named: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(inner) = &self.inner else { return Ok(ServerCertVerified::assertion()) };
        if self.named.iter().any(|named| named == certificate) {
            if self.trust == Trust::Full {
                verify_server_name(&ParsedCertificate::try_from(certificate)?, name)?;
            }
            return Ok(ServerCertVerified::assertion());
        }
        match inner.verify_server_cert(certificate, intermediates, name, ocsp_response, now) {
            // The name is looked at last: everything else was right.
            Err(Error::InvalidCertificate(error)) if self.trust == Trust::AnyName && is_about_name(&error) => {
                Ok(ServerCertVerified::assertion())
            }
            verdict => verdict,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

fn is_about_name(error: &CertificateError) -> bool {
    matches!(error, CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. })
}

/// What was wrong with a server's TLS and what to do about it, when that is what kept us from connecting.
pub fn explain(error: &tokio_postgres::Error) -> Option<String> {
    use CertificateError as C;
    let cause = error.source()?;
    if cause.to_string() == "server does not support TLS" {
        let advice = "switch it on there (ssl = on), or say sslmode=disable where nobody can listen";
        return Some(format!("the server has no TLS; {advice}"));
    }
    let tls = cause.downcast_ref::<io::Error>()?.get_ref()?.downcast_ref::<Error>()?;
    Some(match tls {
        Error::InvalidCertificate(error) if is_about_name(error) => {
            "the server's certificate is for another name; connect by the name it is for, or say sslmode=verify-ca"
                .to_owned()
        }
        Error::InvalidCertificate(C::Expired | C::ExpiredContext { .. }) => {
            "the server's certificate has expired; it needs a new one".to_owned()
        }
        Error::InvalidCertificate(C::NotValidYet | C::NotValidYetContext { .. }) => {
            "the server's certificate is not valid yet; compare the two clocks".to_owned()
        }
        Error::InvalidCertificate(_) => "the server's certificate is not trusted; name the certificate of the \
             authority that signed it with sslrootcert, or say sslmode=require to encrypt without knowing who answers"
            .to_owned(),
        other => format!("TLS with the server failed: {other}"),
    })
}
