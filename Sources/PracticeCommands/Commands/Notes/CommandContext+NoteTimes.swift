import Counseling
import RecordRoom

// What cannot be about the times of a note, said where it is shown and where the trail is verified.
extension CommandContext {
    func noteRemark(_ doubt: Sentence, _ values: [String: String]) -> String {
        say(.auditRemarkNote, ["place": values["place"] ?? "", "what": say(doubt, values)])
    }

    func lines(of doubts: [TimeDoubt], _ times: TimeText) -> [String] {
        doubts.map { doubt in
            let values = ["time": times.table(doubt.time.date), "other": times.table(doubt.other.date)]
            let sentence: Sentence =
                switch doubt.kind {
                case .inFuture: .noteTimeFuture
                case .signedBeforeWritten: .noteTimeSigned
                case .goesBack: .noteTimeBack
                case .writingMoved: .noteTimeWriting
                case .addedBeforeSigned: .noteTimeAdded
                case .cosignedBeforeSubmitted: .noteTimeCosigned
                }
            return say(.noteTimeDoubt, ["what": say(sentence, values)])
        }
    }

    static func json(_ doubts: [TimeDoubt], _ times: TimeText) -> JSONValue {
        .array(
            doubts.map {
                .object([
                    "kind": .string($0.kind.rawValue), "time": .string(times.rfc3339($0.time.date)),
                    "other": .string(times.rfc3339($0.other.date)),
                ])
            })
    }
}
