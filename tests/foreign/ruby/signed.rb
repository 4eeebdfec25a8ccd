# With Debian's ruby-jwt, or the gem jwt 2.5 or newer; Ed25519 by Ruby's own openssl.
require 'base64'
require 'digest'
require 'json'
require 'jwt'
require 'openssl'

def must(fine, why)
  fine || raise(why)
end

def fits(shape, text)
  text.valid_encoding? && text.match?(/\A(?:#{shape})\z/)
end

def decode(part) # One spelling: no padding, no other alphabet, no bits left over.
  data = Base64.urlsafe_decode64(part)
  must(Base64.urlsafe_encode64(data, padding: false) == part, 'base64url')
  data.force_encoding('UTF-8')
end

def signed(jws, shape) # What was signed, with the key's name and the hash of the bytes.
  must(jws.keys.sort == %w[payload protected signature], 'members')
  header, payload, signature = %w[protected payload signature].map { |part| decode(jws[part]) }
  must(fits(shape['protected'], header) && fits(shape['payload'], payload), 'not of this format')
  must(payload.unicode_normalized?(:nfc) && signature.bytesize == 64, 'not NFC, or no signature')
  jwk, kid = JSON.parse(header).values_at('jwk', 'kid')
  must(kid == Base64.urlsafe_encode64(Digest::SHA256.digest(jwk.sort.to_h.to_json), padding: false), 'kid') # RFC 7638
  text = "#{jws['protected']}.#{jws['payload']}"
  if jwk['kty'] == 'EC'
    JWT.decode("#{text}.#{jws['signature']}", JWT::JWK.import(jwk).keypair, true, algorithms: ['ES256'])
  else
    key = OpenSSL::PKey.read(['302a300506032b6570032100'].pack('H*') + decode(jwk['x']).b) # RFC 8410
    must(key.verify(nil, signature, text), 'signature')
  end
  JSON.parse(payload).merge('kid' => kid, 'hash' => Digest::SHA256.hexdigest(payload))
end
