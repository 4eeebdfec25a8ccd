# One record, whoever signed it.
use v5.36;
use FindBin;
require "$FindBin::Bin/signed.pl";

sub stays ($now, $old) { # As it was, or taken back. Agreeing anew needs the policy in force: refused here.
    my %old = %$old;
    @old{qw(event_state decided_at)} = @$now{qw(event_state decided_at)}
        if $old->{event_state} =~ /^(?:given|renewed)$/ && $now->{event_state} eq 'withdrawn';
    return same($now, \%old);
}

sub coherent ($r, $before, $varying) { # What it says agrees with itself, and with the record it changes.
    my @purposes = @{ $r->{purposes} };
    my $late = grep { $_->{decided_at} gt $r->{event_time} } $r->{acknowledged}, @purposes;
    must($before || $r->{evidence}{clock} || !$late, 'decided after sending');
    my %ids = map { $_->{id} => 1 } @purposes;
    must(keys %ids == @purposes, 'a purpose twice');
    must(($r->{previous_record_sha256} // '') eq ($before ? $before->{hash} : ''), 'changes another record');
    return unless $before;
    my ($kept, $was) = map { my %copy = %$_; delete @copy{@$varying, 'kid', 'hash'}; \%copy } $r, $before;
    my @before = @{ $before->{purposes} };
    must(same($kept, $was) && @purposes == @before, 'more than a withdrawal');
    must(stays($purposes[$_], $before[$_]), 'more than a withdrawal') for 0 .. $#purposes;
}

sub record ($context, $one) { # Signed by the key it names, for us, and receipted by a key of ours.
    my $r = signed($one->{consent}, $context->{shapes}{record});
    must($r->{kid} eq $r->{pii_principal_id} && $r->{audience} eq $context->{audience}, 'another key or audience');
    return $r unless $one->{receipt};
    my $given = signed($one->{receipt}, $context->{shapes}{receipt});
    my $ours = grep { $_->{kid} eq $given->{kid} } @{ $context->{jwks}{keys} };
    must($ours && same([@$given{qw(record_sha256 record_id audience)}], [@$r{qw(hash record_id audience)}]), 'receipt');
    return $r;
}
1;
