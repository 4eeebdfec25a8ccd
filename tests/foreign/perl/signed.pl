# With Debian's libcrypt-jwt-perl, or Crypt::JWT of CPAN and what comes with it.
use v5.36;
use Crypt::Digest::SHA256 qw(sha256 sha256_hex);
use Crypt::JWT qw(decode_jwt);
use Crypt::PK::Ed25519;
use Encode qw(decode encode FB_CROAK);
use JSON::PP;
use MIME::Base64 qw(decode_base64url encode_base64url);
use Unicode::Normalize qw(checkNFC);

sub must ($fine, $why) { die "$why\n" unless $fine }
sub fits ($shape, $text) { scalar($text =~ /\A(?:$shape)\z/) }
sub same ($one, $other) { canonical($one) eq canonical($other) }
sub canonical ($value) { JSON::PP->new->utf8->canonical->encode($value) }

sub decoded ($part) { # One spelling: no padding, no other alphabet, no bits left over.
    my $bytes = decode_base64url($part);
    must(encode_base64url($bytes) eq $part, 'base64url');
    return $bytes;
}

sub signed ($jws, $shape) { # What was signed, with the key's name and the hash of the bytes.
    must("@{[sort keys %$jws]}" eq 'payload protected signature' && length decoded($jws->{signature}) == 64, 'members');
    my ($header, $payload) = map { decode('UTF-8', decoded($jws->{$_}), FB_CROAK) } qw(protected payload);
    must(fits($shape->{protected}, $header) && fits($shape->{payload}, $payload), 'not of this format');
    must(checkNFC($payload), 'not NFC');
    my ($jwk, $kid) = @{ decode_json($header) }{qw(jwk kid)};
    must($kid eq encode_base64url(sha256(canonical($jwk))), 'kid'); # RFC 7638
    my $text = "$jws->{protected}.$jws->{payload}";
    if ($jwk->{kty} eq 'EC') {
        decode_jwt(token => "$text.$jws->{signature}", key => $jwk, accepted_alg => 'ES256', decode_payload => 0);
    } else { # By what Crypt::JWT itself uses, since it knows one of this algorithm's two names.
        my $key = Crypt::PK::Ed25519->new($jwk);
        must($key->verify_message(decoded($jws->{signature}), $text), 'signature');
    }
    my $bytes = decoded($jws->{payload});
    return { %{ decode_json($bytes) }, kid => $kid, hash => sha256_hex($bytes) };
}
1;
