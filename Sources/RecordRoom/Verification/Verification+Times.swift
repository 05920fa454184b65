import AuditTrail
public import Counseling
import Cryptography
import Vault

/// What verification noticed about times. A clock that stood wrong is no alteration, so that it makes no trail unsound; whoever
/// verifies is told where to ask.
public struct AuditRemark: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// An entry dated later than the verifier's clock.
        case entryInFuture = "entry-in-future"
        /// An entry dated before one that stands before it in the log.
        case timeGoesBack = "time-goes-back"
        /// An entry dated later than others after it, by more people than signed what they contradict.
        case timeRanAhead = "time-ran-ahead"
        /// An entry in which somebody says that their clock, which had been ahead, is right now.
        case clockSetRight = "clock-set-right"
        /// A pin of this computer whose time is later than the verifier's clock: that person can change nothing until then.
        case pinInFuture = "pin-in-future"

        // what a note says of itself, by the kinds of `TimeDoubt`
        case noteInFuture = "note-in-future", signedBeforeWritten = "signed-before-written"
        case noteGoesBack = "note-time-goes-back", writingMoved = "written-time-changed"
        case addedBeforeSigned = "added-before-signed", cosignedBeforeSubmitted = "cosigned-before-submitted"
        /// What belongs to a note is dated otherwise than the entry that brought it.
        case noteAgainstEntry = "note-against-entry"
        /// What belongs to a note is dated before what stands before it in the log.
        case noteAgainstLog = "note-against-log"
        /// A case dated as closed before it was opened: what is kept of it would be due too early.
        case caseClosedBeforeOpened = "case-closed-before-opened"
    }

    public let kind: Kind
    /// The entry's number; of a pin the person, of what belongs to a note the note, of a case that, 32 hexadecimal digits.
    public let place: String
    /// What it is dated.
    public let time: UTCTime
    /// What that is held against: the verifier's clock, the time of another entry, or what the clock had shown.
    public let other: UTCTime
}

/// The times that entries before gave.
struct EntryTimes {
    struct Dated {
        let place: EntryPlace
        let actor: OpaqueID
        let time: UTCTime
        /// Whether whoever signed it says that their clock, which had been ahead, is right now.
        let isSetRight: Bool
    }

    /// Those that did not run ahead of others after them, the newest last; no more of them than anybody looks back to.
    var standing: [Dated] = []
    /// What came since and is dated earlier than the newest of these.
    var earlier: [Dated] = []
    /// Against which entry each went back that a remark says so of, by the place that it names.
    var against: [String: EntryPlace] = [:]
    /// The last entry that was looked at.
    var looked: EntryPlace?

    static let most = 64
}

extension Verification {
    mutating func look(at details: EntryDetails, of entry: Entry) {
        // Plain verification comes twice to what no checkpoint covers.
        if let looked = times.looked, entry.place <= looked { return }
        times.looked = entry.place
        if isLater(details.time, than: now) {
            remark(.entryInFuture, entry.place.name, details.time, now)
        }
        let isSetRight = details.action == .setClockRight && details.clockWas != nil
        if isSetRight, let was = details.clockWas { remark(.clockSetRight, entry.place.name, details.time, was) }
        hold(
            EntryTimes.Dated(place: entry.place, actor: entry.actor, time: details.time, isSetRight: isSetRight))
    }

    /// Holds an entry against the last that did not run ahead itself. That one ran ahead where more people's entries, each of them earlier,
    /// come after it than signed what these contradict, or where its author says so; else those went back, for all that anybody can tell.
    /// A workstation's key is everybody's at it, and its word nobody's.
    private mutating func hold(_ entry: EntryTimes.Dated) {
        guard let last = times.standing.last, isLater(last.time, than: entry.time) else {
            times.earlier = []
            times.standing.append(entry)
            if times.standing.count > EntryTimes.most { times.standing.removeFirst() }
            return
        }
        guard areMore(times.earlier + [entry]) || entry.isSetRight && entry.actor == last.actor else {
            let isFirst = times.earlier.last.map { isLater($0.time, than: entry.time) } ?? true
            // One that the verifier's own clock tells to be ahead is named already.
            if isFirst, !entry.isSetRight, !isLater(last.time, than: now) {
                remark(.timeGoesBack, entry.place.name, entry.time, last.time)
                times.against[entry.place.name] = last.place
            }
            times.earlier.append(entry)
            return
        }
        let again = times.earlier + [entry]
        times.earlier = []
        times.standing.removeLast()
        let against = times.against
        report.remarks.removeAll { $0.kind == .timeGoesBack && against[$0.place] == last.place }
        remark(.timeRanAhead, last.place.name, last.time, entry.time)
        for one in again { hold(one) }
    }

    /// Whether more people say that it is earlier than it was, at the latest of what they say.
    private func areMore(_ waiting: [EntryTimes.Dated]) -> Bool {
        func people(_ entries: some Sequence<EntryTimes.Dated>) -> Int {
            Set(entries.lazy.map(\.actor).filter { chain?.stations[$0] == nil }).count
        }
        guard let latest = waiting.map(\.time).max() else { return false }
        return people(waiting) > max(people(times.standing.lazy.filter { isLater($0.time, than: latest) }), 1)
    }

    mutating func look(at pin: Pin) {
        // Whoever verifies has looked at their own on entering.
        guard let latest = try? UTCTime(secondsSince1970: pin.latest), isLater(latest, than: now),
            !report.remarks.contains(where: { $0.kind == .pinInFuture && $0.place == pin.person.hex })
        else { return }
        remark(.pinInFuture, pin.person.hex, latest, now)
    }

    func isLater(_ one: UTCTime, than other: UTCTime) -> Bool {
        NoteTimes.isLater(one, than: other)
    }

    mutating func remark(_ kind: AuditRemark.Kind, _ place: String, _ time: UTCTime, _ other: UTCTime) {
        report.remarks.append(AuditRemark(kind: kind, place: place, time: time, other: other))
    }
}
