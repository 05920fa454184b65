import AuditTrail
public import Counseling
import Vault

/// What verification noticed about times. A clock that stood wrong is no alteration, so that it makes no trail unsound; whoever
/// verifies is told where to ask.
public struct AuditRemark: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// An entry dated later than the verifier's clock.
        case entryInFuture = "entry-in-future"
        /// An entry dated before the one that stands before it in the log, or before its actor's last one.
        case timeGoesBack = "time-goes-back"
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
    /// What that is held against: the verifier's clock, the time of the entry before, or what the clock had shown.
    public let other: UTCTime
}

/// The times that entries before gave.
struct EntryTimes {
    var last: UTCTime?
    var own: [OpaqueID: UTCTime] = [:]
}

extension Verification {
    mutating func look(at details: EntryDetails, of entry: Entry) {
        let position = entry.place.name
        if isLater(details.time, than: now) {
            remark(.entryInFuture, position, details.time, now)
        }
        let before = [times.last, times.own[entry.actor]].compactMap { $0 }.max()
        if details.action == .setClockRight, let was = details.clockWas {
            remark(.clockSetRight, position, details.time, was)
        } else if let before, isLater(before, than: details.time) {
            remark(.timeGoesBack, position, details.time, before)
        }
        times.last = details.time
        times.own[entry.actor] = details.time
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
