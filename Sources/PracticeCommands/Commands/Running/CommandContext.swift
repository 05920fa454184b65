import Counseling
import Foundation
import Practice
import RecordRoom

/// What a command has around it: the terminal, the environment, the language and the common options.
struct CommandContext {
    let terminal: Terminal
    let environment: [String: String]
    let speech: Speech
    let options: CommonOptions
    /// Whoever acts, where their identity is unlocked already; else their passphrase is asked for.
    var unlocked: UnlockedIdentity?
    /// What stands for standard input; nil for standard input itself.
    var input: [UInt8]?
    /// What was typed behind `crisis` on the command line, against the rule.
    var typedLine: String?
    /// Whoever was unlocked, for the same command with another answer.
    var kept = KeptIdentity()
    /// What was typed at length, until the command ends.
    let typed = TypedWords()

    var catalogue: Catalogue {
        var catalogue = speech.catalogue
        catalogue.folder = folder
        return catalogue
    }

    func say(_ sentence: Sentence, _ arguments: [String: String] = [:]) -> String {
        catalogue.text(sentence, arguments)
    }

    /// A remark before the act, on standard error; silent with `--json`.
    func announce(_ sentence: Sentence, _ arguments: [String: String] = [:]) throws {
        try announceLine(say(sentence, arguments))
    }

    /// The same with a sentence that is made already.
    func announceLine(_ text: String, tone: Terminal.Tone = .plain) throws {
        guard !options.json else { return }
        kept.beforeTelling?()
        // By words: a passphrase or fingerprint that the terminal broke in the middle of a word would be copied wrongly.
        for line in TextFitting.wrapped(text, to: terminal.errorIsTerminal ? terminal.width : nil) {
            try terminal.writeLine(line, to: .error, tone: tone)
        }
    }

    // MARK: the practice and who is acting

    var folder: PracticeFolder {
        if let folder = kept.folder { return folder }
        let path = options.practice ?? environment["TACET_PRACTICE"] ?? FileManager.default.currentDirectoryPath
        let folder = PracticeFolder(path: Self.standard(path), environment: environment)
        kept.folder = folder
        return folder
    }

    /// An absolute path without dots and double slashes. What is one is not asked of Foundation, which takes long to begin with.
    private static func standard(_ path: String) -> String {
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let isStandard =
            parts.count > 1 && parts[0].isEmpty
            && parts.dropFirst().allSatisfy {
                !$0.isEmpty && !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8)
            }
        if isStandard { return path }
        return URL(fileURLWithPath: path).standardizedFileURL.path(percentEncoded: false).trimmingSlash
    }

    func actingShortName() throws -> ShortName {
        if let named = options.as ?? environment["TACET_AS"], !named.isEmpty { return try ShortName(named) }
        let here = folder.identities()
        guard let only = here.first else {
            throw noIdentity("")
        }
        guard here.count == 1 else {
            if let unlocked = onlyUnlocked() { return unlocked }
            throw CommandFault(
                .usage, "who-is-acting", .faultWhoIsActing, ["people": catalogue.list(here)],
                hint: .faultWhoIsActingHint)
        }
        return try ShortName(only)
    }

    func requirePractice() throws {
        guard OpenPractice.exists(in: folder) else {
            if OpenPractice.isHidden(in: folder) {
                throw CommandFault(
                    .storeUnavailable, "forbidden", .faultFolderForbidden, ["path": folder.path],
                    hint: .faultPracticeForbiddenHint)
            }
            throw noPractice()
        }
        OpenPractice.completeFounding(in: folder)
    }

    /// Opens the practice as the acting person; the passphrase is asked for.
    /// - Parameters:
    ///   - keepingHouse: false for whoever must leave no entry of their own
    ///   - handingOn: true where a secret is handed on, which an agent does not do
    ///   - goingOnUntold: true for what finds or mends an altered practice: where the alteration keeps the person from being told of
    ///     what waits, that is no reason to stop
    ///   - settling: false for what judges the practice as it is: keys that are owed or stale are made by the next command
    func open(
        keepingHouse: Bool = true, handingOn: Bool = false, goingOnUntold: Bool = false, settling: Bool = true
    ) throws -> OpenPractice {
        try requirePractice()
        let person = try actingShortName()
        try requireIdentity(person)
        let practice: OpenPractice
        var identity = unlocked
        do {
            if identity == nil, !handingOn { identity = try identityInAgent(person) }
            if identity == nil, handingOn { try tellPassphraseNeeded(person) }
            let opening = try identity ?? unlock(person)
            identity = opening
            kept.identity = opening
            practice = try OpenPractice(folder, identity: opening, keepingHouse: keepingHouse && settling)
            kept.beforeTelling = { [weak practice] in practice?.room.letOthersWrite() }
            askOnceLocked(opening, person)
        } catch RoomError.epochWaits(let loss) {
            throw epochFault(loss, try identity.map { try OpenPractice.restoreDesk(folder, as: $0) })
        } catch RoomError.identityReplaced {
            throw replaced(person.text)
        } catch let error as RoomError where error == .notAdmitted || error == .notWelcomed {
            throw notYet(identity) ?? error
        } catch RoomError.unusableFile(let fault) where fault != .otherName {
            throw CommandFault(
                .badInput, "unusable-file", .faultIdentityDamaged, ["path": folder.identityFile(person.text)],
                hint: .faultIdentityDamagedHint)
        }
        try practice.room.together {
            try tellWhatWaits(person, practice, keepingHouse, goingOnUntold: goingOnUntold, settling: settling)
        }
        return practice
    }

    private func tellWhatWaits(
        _ person: ShortName, _ practice: OpenPractice, _ keepingHouse: Bool, goingOnUntold: Bool, settling: Bool
    ) throws {
        speakLanguage(of: practice)
        do {
            try tellFirst(person, practice, keepingHouse: keepingHouse)
            if keepingHouse { try tellOfComplaints(practice) }
        } catch {
            guard goingOnUntold, FaultText(error, catalogue).status == .integrity else { throw error }
        }
        // Whoever hands in a complaint leaves no entry beside it: neither by looking at a clock nor by lending notes.
        guard keepingHouse, settling else { return }
        // Before the command's own output, and never in its way: what could not be done now is done later.
        for done in (try? practice.room.fulfillReviews()) ?? [] { try announceLine(fulfilled(done)) }
        // disposal of private notes
        for named in (try? practice.room.proposePrivateDisposals()) ?? [] {
            try announceLine(privateNamed(named.case, named.notes))
        }
    }

    /// Whoever does not belong to the practice yet is told their fingerprint: what `join` showed once is compared by voice when they
    /// are admitted. It comes from the unlocked identity; a public file beside it may be anybody's.
    private func notYet(_ identity: UnlockedIdentity?) -> CommandFault? {
        guard let identity, !identity.isMember, let numbers = try? identity.fingerprint() else { return nil }
        var fault = CommandFault(
            .notAllowed, "not-admitted", .faultNotAdmittedYet,
            ["words": words(numbers), "digits": digits(numbers)], hint: .faultNotAdmittedHint,
            ["person": identity.shortName])
        fault.details["fingerprint"] = .string(words(numbers))
        return fault
    }

    /// Goes over to the practice's own language, unless the environment asks for one. Settings that cannot be read are no
    /// reason to stop here: whatever needs them says so itself.
    func speakLanguage(of practice: OpenPractice) {
        guard Language.asked(by: environment) == nil, let settings = try? practice.room.settings() else { return }
        speech.turn(to: Language.chosen(environment: environment, practiceSetting: Language(named: settings.language)))
    }

    /// What the person should know before anything else: that others tried their passphrase, that an older copy of the
    /// practice would go unnoticed. A script that reads JSON leaves the first for `status`, or for the person.
    private func tellFirst(_ person: ShortName, _ practice: OpenPractice, keepingHouse: Bool) throws {
        // The sheet that a locked workstation shows is put right by whoever is unlocked.
        try? practice.keepDutySheet()
        guard !options.json else {
            if keepingHouse { keepDeviceNews(practice) }
            return
        }
        if keepingHouse { try tellCrisis(practice) }
        // break-glass
        if keepingHouse { try tellGlass(practice) }
        // second device
        if keepingHouse { try tellDevices(practice) }
        let failed = FailedUnlocks(of: person, in: folder)
        if let report = failed.report() {
            let last = try times(practice).table(report.last.date)
            try announce(.statusFailedUnlocks, ["count": "\(report.count)", "time": last])
            failed.forget()
        }
        guard practice.room.isPinMissing else { return }
        try announce(.integrityNoPin)
        try announce(.integrityNoPinHint)
    }

    func requireIdentity(_ person: ShortName) throws {
        guard FileManager.default.fileExists(atPath: folder.identityFile(person.text)) else {
            throw noIdentity(person.text)
        }
    }

    /// There is none, or nobody can tell: where one may not look, there may be any.
    private func noIdentity(_ person: String) -> CommandFault {
        folder.areKeysHidden
            ? CommandFault(
                .storeUnavailable, "forbidden", .faultKeysForbidden, ["path": folder.keys],
                hint: .faultPracticeForbiddenHint)
            : CommandFault(
                .notFound, "no-identity", .faultNoIdentity, ["person": person],
                hint: namesake(of: person) == nil ? .faultNoIdentityHint : .faultNoIdentityOther,
                ["person": namesake(of: person) ?? ""])
    }

    /// Another name under which the same person's identity lies here: that of new keys, which may be called otherwise.
    private func namesake(of person: String) -> String? {
        guard let meant = (try? OpenPractice.person(person, in: folder)) ?? nil else { return nil }
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder.keys)) ?? []).sorted()
            .filter { $0.hasSuffix(".identity") }.map { String($0.dropLast(".identity".count)) }
            .first { $0 != person && (try? OpenPractice.person($0, in: folder)) == meant }
    }

    /// Opens the practice, does the work, and leaves: the log's state is signed and remembered also when the work failed.
    func inPractice(
        handingOn: Bool = false, goingOnUntold: Bool = false, settling: Bool = true,
        _ work: (OpenPractice) throws -> Reply
    ) throws -> Reply {
        let practice = try open(handingOn: handingOn, goingOnUntold: goingOnUntold, settling: settling)
        let reply: Reply
        do {
            let found = try work(practice)
            // What the agent's going kept from being opened is not told as if it were not there; what was done, or written to a file, is.
            if kept.identity?.isAgentGone == true, practice.room.isOnlyLooking { throw RoomError.lockedMeanwhile }
            reply = found
        } catch {
            tellDrafts(after: error, in: practice)
            try? practice.room.leave()
            keepDeviceNews(practice)
            throw mayBeWrong(explaining(error) { namingNote(withoutCases($0, practice), in: practice) }, practice)
        }
        return leaving(practice, with: reply)
    }

    /// Whoever has no cases by any of their roles is not told that this one is with another counselor, but whose all of them are.
    private func withoutCases(_ error: any Error, _ practice: OpenPractice) -> any Error {
        guard case RoomError.denied(rule: .notAssignedCounselor) = error,
            let roles = try? practice.room.ownEntry().member.roles,
            roles.isDisjoint(with: [.counselor, .trainee, .supervisor, .director])
        else { return error }
        return CommandFault(.notAllowed, "denied", .ruleNoCases, hint: .ruleNoCasesHint)
    }

    /// A refusal that may rest on something left for somebody that is not there: then nobody can tell whether it is right.
    private func mayBeWrong(_ error: any Error, _ practice: OpenPractice) -> any Error {
        let fault = FaultText(error, catalogue)
        let unseen = practice.room.unseenDeposits
        guard unseen > 0, [.notFound, .notAllowed, .tryAgain].contains(fault.status) else { return error }
        return CommandFault(
            .integrity, "altered", .integrityUnseenRefused, ["fault": fault.message, "count": "\(unseen)"],
            hint: .integrityUnseenDepositsHint)
    }

    private func unseenFault(_ count: Int) -> CommandFault {
        CommandFault(
            .integrity, "altered", .integrityUnseenDeposits, ["count": "\(count)"],
            hint: .integrityUnseenDepositsHint)
    }

    /// For what cannot be taken back and rests on what was left for somebody.
    func requireNothingUnseen(in practice: OpenPractice) throws {
        let count = practice.room.unseenDeposits
        if count > 0 { throw unseenFault(count) }
    }

    /// Does the work of a command that looks and asks nobody for anything: others cannot write meanwhile, and one transaction, with
    /// its waits for the disk, is saved.
    func looking(_ work: (OpenPractice) throws -> Reply) throws -> Reply {
        try inPractice { practice in
            look(in: practice)
            return try work(practice)
        }
    }

    /// From here on a command only looks.
    func look(in practice: OpenPractice) {
        kept.identity?.onceLocked(nil)
        practice.room.leaveSoon()
    }

    /// Leaves the practice after an act. What was done is durable by then: a fault that shows only now takes nothing away
    /// from the reply, which may hold what is told once, such as a joining code.
    func leaving(_ practice: OpenPractice, with reply: Reply) -> Reply {
        var reply = reply
        do { try practice.room.leave() } catch {
            let fault = FaultText(error, catalogue)
            reply.warning = fault
            if fault.status == .integrity { reply.status = .integrity }
        }
        keepDeviceNews(practice)
        reply.remarks += practice.room.fulfilledLate.map(fulfilled)
        if let one = practice.room.contradictedCheckpoint {
            let told = tell(one)
            if !reply.lines.contains(told) { reply.remarks.append(told) }
        }
        if kept.isCrisisSpoiled, reply.status == .done { reply.status = .integrity }
        let unseen = practice.room.unseenDeposits
        if unseen > 0 {
            // Before what is shown: whoever reads an emergency card or a list is to know it first.
            if options.json {
                reply.warning = reply.warning ?? FaultText(unseenFault(unseen), catalogue)
            } else {
                try? announce(.integrityUnseenDeposits, ["count": "\(unseen)"])
                try? announce(.integrityUnseenDepositsHint)
            }
            if reply.status == .done { reply.status = .integrity }
        }
        if practice.room.complaintCameLate { reply.remarks.append(say(.complaintWaits)) }
        return reply
    }
}

extension String {
    fileprivate var trimmingSlash: String { count > 1 && hasSuffix("/") ? String(dropLast()) : self }
}
