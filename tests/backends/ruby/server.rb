# Keeps what a form posts: level 0, a file a record. Ruby 3.1 or newer, WEBrick (Debian: ruby-webrick).
# ORIGIN=https://www.example RECORDS=records PORT=8080 ruby server.rb
require 'fileutils'
require 'json'
require 'securerandom'
require 'webrick'

ORIGIN = ENV.fetch('ORIGIN', 'https://www.example')
RECORDS = ENV.fetch('RECORDS', 'records')
LIMIT = 65_536
UUID = /\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\z/
FileUtils.mkdir_p(RECORDS)

# Whole and on the disk before it has its name, and each name is given once, whoever else asks at the same time.
def keep(name, bytes)
  draft, kept = ["#{SecureRandom.uuid}.draft", "#{name}.json"].map { |file| File.join(RECORDS, file) }
  File.open(draft, 'wxb', 0o600) { |file| file.write(bytes) && file.fsync }
  is_new = begin File.link(draft, kept).zero? rescue Errno::EEXIST; false end
  File.open(RECORDS, &:fsync)
  return 201 if is_new
  File.binread(kept) == bytes ? 200 : [409, 'Another record has this name']
ensure
  FileUtils.rm_f(draft)
end

# The status, and why it is no success.
def take(name, request)
  body = ''.b
  request.body { |chunk| (body << chunk).bytesize > LIMIT and return [413, "Send at most #{LIMIT} bytes"] }
  return [400, 'The body is not JSON'] unless body.force_encoding('UTF-8').valid_encoding?
  envelope = JSON.parse(body)
  return [400, 'The Idempotency-Key is missing, or no record has such a name'] unless UUID.match?(name)
  consent = envelope['consent'] if envelope.is_a?(Hash)
  parts = consent.is_a?(Hash) ? consent.values_at('protected', 'payload', 'signature') : [nil]
  parts.all?(String) ? keep(name, body.b) : [422, 'The body has no signed record']
rescue JSON::ParserError
  [400, 'The body is not JSON']
end

class Registrations < WEBrick::HTTPServlet::AbstractServlet
  def service(request, response)
    response['Access-Control-Allow-Origin'], response['Vary'], response['Cache-Control'] = ORIGIN, 'Origin', 'no-store'
    super
  end

  def do_OPTIONS(_request, response)
    response['Access-Control-Allow-Methods'] = 'POST'
    response['Access-Control-Allow-Headers'] = 'content-type, idempotency-key'
    response.status = 204
  end

  def do_POST(request, response)
    name = request['Idempotency-Key'].to_s
    response.status, title = take(name, request)
    response.content_type = title ? 'application/problem+json' : 'application/json'
    body = title ? { type: 'about:blank', title:, status: response.status } : { record_id: name }
    response.body = JSON.generate(body)
  end
end

server = WEBrick::HTTPServer.new(BindAddress: '127.0.0.1', Port: ENV.fetch('PORT', '8080'), AccessLog: [])
server.mount('/registrations', Registrations)
%w[INT TERM].each { |signal| trap(signal) { server.shutdown } }
server.start
