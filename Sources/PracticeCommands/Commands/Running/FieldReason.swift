import Counseling

/// What is wrong with a field, as the end of a sentence that names it.
enum FieldReason {
    static func of(_ problem: FieldProblem, _ catalogue: Catalogue) -> (Sentence, [String: String]) {
        switch problem {
        case .unknown: (.faultReasonUnknown, [:])
        case .unknownField(let known): (.faultReasonUnknownField, ["choices": catalogue.list(known)])
        case .invisible: (.faultReasonInvisible, [:])
        case .missing: (.faultReasonMissing, [:])
        case .wrongType(.text): (.faultReasonText, [:])
        case .wrongType(.truth): (.faultReasonTruth, [:])
        case .wrongType(.list): (.faultReasonList, [:])
        case .wrongType(.object): (.faultReasonObject, [:])
        case .wrongType(.textOrList): (.faultReasonTextOrList, [:])
        case .malformed(.date): (.faultReasonDate, [:])
        case .malformed(.time): (.faultReasonTime, [:])
        case .malformed(.phone): (.faultReasonPhone, [:])
        case .malformed(.email): (.faultReasonEmail, [:])
        case .tooLong(let limit): (.faultReasonTooLong, ["limit": "\(limit)"])
        case .tooMany(let limit): (.faultReasonTooMany, ["limit": "\(limit)"])
        case .forbiddenCharacter(let position): (.faultReasonCharacter, ["position": "\(position)"])
        case .inTheFuture: (.faultReasonFuture, [:])
        case .beforeYear(let year): (.faultReasonBeforeYear, ["year": "\(year)"])
        case .endNotAfterStart: (.faultReasonNotAfterStart, [:])
        case .longerThan(let hours): (.faultReasonTooFarApart, ["hours": "\(hours)"])
        case .outOfRange(let least, let most): (.reviewReasonRange, ["least": "\(least)", "most": "\(most)"])
        case .repeated: (.faultReasonRepeated, [:])
        case .beforeDay(let day): (.faultReasonBeforeDay, ["day": day.text])
        case .beforeStep(let day, let earliest):
            (.faultReasonBeforeStep, ["day": day.text, "earliest": earliest.text])
        case .notMediable: (.complaintReasonMediation, [:])
        case .notAChoice(let words): (.faultReasonChoice, ["choices": catalogue.list(words)])
        }
    }
}
