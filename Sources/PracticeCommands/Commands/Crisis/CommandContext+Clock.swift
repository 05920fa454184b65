import Counseling
import Foundation
import Practice
import RecordRoom

// A clock that was ahead: what verification says of it, and the way out for whoever worked under it.
extension CommandContext {
    /// A moment as it is compared with a watch: in the practice's time zone, which this workstation knows in clear, also while
    /// nobody is unlocked. Where it does not, in UTC, and that is said.
    func moment(_ time: UTCTime) -> String { moment(time, in: folder) }

    /// The same of another folder, into which a practice was restored.
    func moment(_ time: UTCTime, in folder: PracticeFolder) -> String {
        moment(time, zone: DutySheet(in: folder).timeZone)
    }

    /// The same where a restored practice is looked at, whose settings tell the zone to whoever is unlocked.
    /// - Parameter desk: nil for somebody outside, who knows no practice's zone
    func moment(_ time: UTCTime, at desk: RestoreDesk?) -> String { moment(time, zone: desk?.timeZone) }

    private func moment(_ time: UTCTime, zone: String?) -> String { FaultText.moment(time, zone: zone, catalogue) }

    func lines(of remarks: [AuditRemark]) -> [String] {
        remarks.map { remark in
            let values = ["place": remark.place, "time": moment(remark.time), "other": moment(remark.other)]
            return switch remark.kind {
            case .entryInFuture: say(.auditRemarkFuture, values)
            case .timeGoesBack: say(.auditRemarkBack, values)
            case .timeRanAhead: say(.auditRemarkAhead, values)
            case .clockSetRight: say(.auditRemarkSetRight, values)
            case .pinInFuture: say(.auditRemarkPin, values)

            // times of notes
            case .noteInFuture: noteRemark(.noteTimeFuture, values)
            case .signedBeforeWritten: noteRemark(.noteTimeSigned, values)
            case .noteGoesBack: noteRemark(.noteTimeBack, values)
            case .writingMoved: noteRemark(.noteTimeWriting, values)
            case .addedBeforeSigned: noteRemark(.noteTimeAdded, values)
            case .cosignedBeforeSubmitted: noteRemark(.noteTimeCosigned, values)
            case .noteAgainstEntry: noteRemark(.noteTimeEntry, values)
            case .noteAgainstLog: noteRemark(.noteTimeLog, values)
            case .caseClosedBeforeOpened: say(.auditRemarkCase, values)
            }
        }
    }

    static func json(_ remarks: [AuditRemark]) -> JSONValue {
        .array(
            remarks.map {
                .object([
                    "kind": .string($0.kind.rawValue), "place": .string($0.place), "time": .string($0.time.rfc3339),
                    "other": .string($0.other.rfc3339),
                ])
            })
    }

    /// `check --clock-is-right`. The agent does not say it for anybody: the passphrase is asked for.
    func setClockRight() throws -> Reply {
        try inPractice(handingOn: true) { practice in
            guard let was = practice.room.clockIsBehind else {
                return Reply(
                    lines: [say(.clockNotBehind)], json: .object(["set": .boolean(false)]))
            }
            let times = try times(practice)
            let values = ["last": times.table(was.date), "now": times.table(UTCTime.now.date)]
            try confirm(.clockRightQuestion, because: .clockRightBefore, values)
            let now = try practice.room.setClockRight()
            return Reply(
                lines: [say(.clockRightDone, ["last": times.table(was.date), "now": times.table(now.date)])],
                json: .object([
                    "set": .boolean(true), "from": .string(times.rfc3339(was.date)),
                    "to": .string(times.rfc3339(now.date)),
                ]), remarks: [say(.clockRightNext)])
        }
    }
}
