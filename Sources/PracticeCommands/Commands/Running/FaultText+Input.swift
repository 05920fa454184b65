import Counseling
import Practice

extension FaultText {
    static func field(
        _ name: String, _ reason: Sentence, _ catalogue: Catalogue, _ arguments: [String: String] = [:]
    ) -> CommandFault {
        CommandFault(
            .badInput, "bad-field", .faultField, ["field": name, "reason": catalogue.text(reason, arguments)],
            hint: .faultFieldHint)
    }

    static func fault(_ error: CounselingError, _ catalogue: Catalogue) -> CommandFault {
        switch error {
        case .identifier(.empty): return field("id", .faultReasonMissing, catalogue)
        case .identifier(.notInAlphabet(let position)):
            return field("id", .faultReasonNoIDCharacter, catalogue, ["position": "\(position)"])
        case .identifier: return field("id", .faultReasonNoID, catalogue)
        case .shortName(.meansNobody): return field("short-name", .faultReasonMeansNobody, catalogue)
        case .shortName: return field("short-name", .faultReasonShortName, catalogue)
        case .field(let path, .missing):
            return CommandFault(
                .badInput, "bad-field", .faultFieldMissing, ["field": path.description], hint: .faultFieldMissingHint)
        case .field(let path, let problem):
            let (sentence, arguments) = FieldReason.of(problem, catalogue)
            return field(path.description, sentence, catalogue, arguments)
        case .formIsNotJSON: return CommandFault(.badInput, "not-json", .faultNotJSON, hint: .faultNotJSONHint)
        case .formTooLarge(let limit):
            return CommandFault(.badInput, "too-long", .faultTooLong, ["limit": "\(limit)"], hint: .faultTooLongHint)
        case .noteTooLong(_, let limit):
            return CommandFault(.badInput, "too-long", .faultTooLong, ["limit": "\(limit)"], hint: .faultTooLongHint)
        case .noteHasNoText: return CommandFault(.badInput, "empty", .noteWriteEmpty)
        case .unknownSchema(let version):
            return CommandFault(
                .integrity, "newer-format", .faultNewerFormat, ["version": "\(version)"], hint: .faultNewerFormatHint)
        case .malformedBody:
            return CommandFault(.integrity, "altered", .integrityUnreadable, hint: .integrityKeepHint)
        case .refusedStep:
            return CommandFault(.tryAgain, "refused-step", .ruleRefusedStep, hint: .ruleRefusedStepHint)
        case .refusedTransition:
            return CommandFault(
                .tryAgain, "refused-transition", .ruleCaseClosed, hint: .ruleCaseClosedHint)
        case .signerIsNotAuthor: return CommandFault(.notAllowed, "denied", .ruleNotAuthor)
        case .unencodable, .timeOutOfRange:
            return CommandFault(
                .internalError, "internal", .faultInternal, ["place": "encoding"], hint: .faultInternalHint)
        }
    }

    static func fault(_ error: FileFault, _ catalogue: Catalogue) -> CommandFault {
        switch error {
        case .missing(let path):
            // A form typed where its file belongs.
            CommandFault(
                .notFound, "file-missing", .faultFileMissing, ["path": path],
                hint: path.hasPrefix("{") ? .faultFormAsPathHint : .faultFileMissingHint)
        case .exists(let path):
            CommandFault(
                .cannotCreate, "already-there", .faultAlreadyThere, ["path": path], hint: .faultAlreadyThereHint)
        case .busy(let path):
            CommandFault(.cannotCreate, "founding", .faultFounding, ["path": path], hint: .faultBusyHint)
        case .unreadable(let path, let code):
            CommandFault(
                .inputOutput, "cannot-read", .faultCannotRead, path: path, system: code, catalogue,
                hint: .waitingReadHint)
        case .unwritable(let path, let code):
            CommandFault(
                .cannotCreate, "cannot-write", .faultCannotCreate, path: path, system: code, catalogue,
                hint: .faultPathHint)
        }
    }

    /// A passphrase or a code that was to come from a file or a descriptor: which, and what is wrong with it.
    static func fault(_ error: SecretFault, _ catalogue: Catalogue) -> CommandFault {
        let path = ["path": error.source]
        switch error.cause {
        case .endOfInput:
            return CommandFault(.badInput, "end-of-input", .faultSecretEmpty, path, hint: .faultSecretHint)
        case .tooLong(let limit):
            return CommandFault(
                .badInput, "too-long", .faultSecretLong, path.merging(["limit": "\(limit)"]) { $1 },
                hint: .faultSecretHint)
        case .notUTF8:
            return CommandFault(.badInput, "not-utf8", .faultSecretNotUTF8, path, hint: .faultSecretHint)
        case .cannotRead(let code):
            return CommandFault(
                .inputOutput, "cannot-read", .faultCannotRead, path: error.source, system: code, catalogue,
                hint: .faultSecretHint)
        case .noTerminal, .interrupted, .cannotWrite: return fault(error.cause, catalogue)
        }
    }

    static func fault(_ error: TerminalError, _ catalogue: Catalogue) -> CommandFault {
        switch error {
        case .notUTF8: CommandFault(.badInput, "not-utf8", .faultNotUTF8, hint: .faultNotUTF8Hint)
        case .tooLong(let limit):
            CommandFault(.badInput, "too-long", .faultTooLong, ["limit": "\(limit)"], hint: .faultTooLongHint)
        case .noTerminal: CommandFault(.usage, "no-terminal", .faultNoTerminal, hint: .faultNoTerminalHint)
        case .endOfInput: CommandFault(.badInput, "end-of-input", .faultEndOfInput, hint: .faultEndOfInputHint)
        case .interrupted: CommandFault(.interrupted, "interrupted", .draftInterrupted)
        case .cannotRead(let code):
            CommandFault(
                .inputOutput, "cannot-read", .faultCannotRead, path: "-", system: code, catalogue)
        case .cannotWrite(let code):
            CommandFault(
                .inputOutput, "cannot-write", .faultCannotWrite, path: "-", system: code, catalogue)
        }
    }
}
