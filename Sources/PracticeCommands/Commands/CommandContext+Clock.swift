import Counseling
import Practice
import RecordRoom

// A clock that was ahead: what verification says of it, and the way out for whoever worked under it.
extension CommandContext {
    func lines(of remarks: [AuditRemark]) -> [String] {
        remarks.map { remark in
            let values = ["place": remark.place, "time": remark.time.rfc3339, "other": remark.other.rfc3339]
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
            let values = ["last": was.rfc3339, "now": UTCTime.now.rfc3339]
            try confirm(.clockRightQuestion, because: .clockRightBefore, values)
            let now = try practice.room.setClockRight()
            return Reply(
                lines: [say(.clockRightDone, ["last": was.rfc3339, "now": now.rfc3339])],
                json: .object([
                    "set": .boolean(true), "from": .string(was.rfc3339), "to": .string(now.rfc3339),
                ]), remarks: [say(.clockRightNext)])
        }
    }
}
