# ruby judge.rb CONTEXT FILE...
require_relative 'records'
def posted(context, file)
  must((file.keys - %w[consent registration previous]).empty?, 'unknown member')
  r = record(context, 'consent' => file['consent'])
  shown = file['previous'] && record(context, 'consent' => file['previous'])
  known = context['newest_records'][r['previous_record_sha256']]
  known &&= JSON.parse(known).merge('hash' => r['previous_record_sha256'])
  same_key = !known || known['pii_principal_id'] == r['pii_principal_id']
  must(shown ? shown['hash'] == known&.fetch('hash') : same_key, 'a stranger')
  issued, used = context['challenges'].values_at('issued', 'used')
  must(!r['challenge'] || (issued - used).include?(r['challenge']), 'challenge')
  must(file['registration'] || !r['registration_sha256'], 'registration')
  coherent(r, known, context['of_each_record'])
  [r, r]
end
def evidence(context, file)
  known = %w[format consent receipt previous registration policy form jwks]
  must(file['format'] == 'urn:thuan:evidence:1' && (file.keys - known).empty?, 'unknown member')
  chain = [*file['previous'], file.slice('consent', 'receipt')].map { |one| record(context, one) }
  chain.zip([nil, *chain]) { |r, before| coherent(r, before, context['of_each_record']) }
  r, policy, form = chain.last, *file.values_at('policy', 'form')
  text = policy && [Digest::SHA256.hexdigest(policy['text']), policy['language']]
  must(!policy || text == r['privacy_notice'].values_at('sha256', 'language'), 'policy text')
  must(!form || Digest::SHA256.hexdigest(form) == r['evidence']['form_sha256'], 'form')
  [r, chain.first]
end
(_, context), *files = ARGV.map { |name| [name, JSON.parse(File.read(name, encoding: 'UTF-8'))] }
files.each do |name, file|
  r, first = file['format'] ? evidence(context, file) : posted(context, file)
  data = file['registration']
  text = data && data.merge('fields' => data['fields'].sort.to_h).sort.to_h.to_json
  fine = !text || Digest::SHA256.hexdigest(text) == first['registration_sha256']
  must(fine && (!text || fits(context['shapes']['registration'], text)), 'registration')
  puts "#{name}: valid #{r['hash']}"
rescue StandardError => e
  puts "#{name}: invalid: #{e.message}"
end
