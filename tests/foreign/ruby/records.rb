# One record, whoever signed it.
require_relative 'signed'

def stays(now, old) # As it was, or taken back. Agreeing anew needs the policy in force: refused here.
  taken_back = %w[given renewed].include?(old['event_state']) && now['event_state'] == 'withdrawn'
  now == (taken_back ? old.merge(now.slice('event_state', 'decided_at')) : old)
end

def coherent(r, before, varying) # What it says agrees with itself, and with the record it changes.
  late = [r['acknowledged'], *r['purposes']].any? { |decision| decision['decided_at'] > r['event_time'] }
  must(before || r['evidence']['clock'] || !late, 'decided after sending')
  must(r['purposes'].uniq { |purpose| purpose['id'] }.size == r['purposes'].size, 'a purpose twice')
  must(r['previous_record_sha256'] == before&.fetch('hash'), 'changes another record')
  return unless before

  kept, was = [r, before].map { |record| record.except(*varying, 'kid', 'hash') }
  same = r['purposes'].size == before['purposes'].size
  same &&= r['purposes'].zip(before['purposes']).all? { |now, old| stays(now, old) }
  must(kept == was && same, 'more than a withdrawal')
end

def record(context, one) # Signed by the key it names, for us, and receipted by a key of ours.
  r = signed(one['consent'], context['shapes']['record'])
  must(r['kid'] == r['pii_principal_id'] && r['audience'] == context['audience'], 'another key or audience')
  return r unless one['receipt']

  given = signed(one['receipt'], context['shapes']['receipt'])
  must(context['jwks']['keys'].any? { |key| key['kid'] == given['kid'] }, 'receipt')
  about = given.values_at('record_sha256', 'record_id', 'audience')
  must(about == r.values_at('hash', 'record_id', 'audience'), 'receipt')
  r
end
