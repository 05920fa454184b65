import Counseling
import Practice
import RecordRoom

// Hand-over without the leaver, asked and said.
extension CommandContext {
    func successions(in practice: OpenPractice) throws -> [SuccessionEntry] {
        try practice.room.visit(for: ListingSuccessions.self, about: .practice) { try $0.all() }
    }

    /// The hand-overs that words or row numbers mean; those that wait for the acting person where none is typed.
    /// - Parameter act: what is wanted of them: whom one does not concern is refused as what they came for
    func successions(
        _ typed: [String], in practice: OpenPractice, else isWanted: (SuccessionEntry) -> Bool,
        act: (Identifier<Succession>) throws -> Void
    ) throws -> [SuccessionEntry] {
        let all = try successions(in: practice)
        guard !typed.isEmpty else { return all.filter(isWanted) }
        return try typed.map { typed in
            let prefix = try meant(typed, .successions, in: practice)
            let id = try one(practice.room.successions(matching: prefix), typed: typed)
            guard let entry = all.first(where: { $0.id == id }) else {
                do { try act(id) } catch { throw unready(error) }
                throw RoomError.successionOver
            }
            return entry
        }
    }

    /// Shares that are missing are named by the command that brings them.
    func unready(_ error: any Error) -> any Error {
        guard case RoomError.sharesMissing(let has, let needs) = error else { return error }
        return CommandFault(
            .tryAgain, "shares-missing", .recoverySharesMissing, ["count": "\(has)", "limit": "\(needs)"],
            hint: .handoverSharesMissingHint)
    }

    // MARK: words

    func say(_ state: SuccessionEntry.State) -> String {
        switch state {
        case .asked: say(.handoverStateAsked)
        case .ready: say(.handoverStateReady)
        case .void: say(.handoverStateVoid)
        }
    }

    func successor(_ entry: SuccessionEntry) -> String {
        guard let member = entry.successorMember else { return entry.successor.shortForm(characters: 4) }
        return "\(member.shortName.text) (\(member.fullName.text))"
    }

    func arguments(_ entry: SuccessionEntry) -> [String: String] {
        [
            "id": short([entry.caseID]), "to": successor(entry), "request": entry.id.shortForm(characters: 4),
            "person": entry.leaverMember?.shortName.text ?? entry.leaver.shortForm(characters: 4),
        ]
    }

    /// How far a hand-over is, and who does what next.
    func progress(_ entry: SuccessionEntry, _ everyone: [StaffEntry]) -> String {
        var arguments = arguments(entry)
        arguments["count"] = "\(entry.released.count)"
        arguments["limit"] = "\(entry.needed)"
        arguments["people"] = names(entry.custodians.subtracting(entry.released), everyone)
        switch entry.state {
        case .asked: return say(.handoverProgressAsked, arguments)
        case .ready: return say(.handoverProgressReady, arguments)
        case .void: return say(.handoverProgressVoid, arguments)
        }
    }

    func json(_ entry: SuccessionEntry) -> JSONValue {
        func people(_ ids: Set<Identifier<Person>>) -> JSONValue {
            .array(ids.map(\.hex).sorted().map { .string($0) })
        }
        return .object([
            "id": .string(entry.id.hex), "case": .string(entry.caseID.hex), "from": .string(entry.leaver.hex),
            "to": .string(entry.successor.hex), "shortName": .optional(entry.successorMember?.shortName.text),
            "fingerprint": .string(words(entry.fingerprint)), "approved": people(entry.approved),
            "released": people(entry.released), "needed": .number(entry.needed),
            "custodians": people(entry.custodians), "state": .string(entry.state.rawValue),
        ])
    }

    /// What waits, in one line each, for `status` and `today`.
    func waitingHandovers(_ practice: OpenPractice) throws -> [TodayNotice] {
        let (toApprove, toFinish) = try practice.room.waitingSuccessions()
        var result: [TodayNotice] = []
        if !toApprove.isEmpty {
            result.append(
                TodayNotice(
                    code: "handovers-to-approve",
                    text: say(.handoverWaitingApprove, ["count": "\(toApprove.count)"]), ids: toApprove.map(\.id.hex)))
        }
        if !toFinish.isEmpty {
            result.append(
                TodayNotice(
                    code: "handovers-to-finish", text: say(.handoverWaitingFinish, ["count": "\(toFinish.count)"]),
                    ids: toFinish.map(\.id.hex)))
        }
        return result
    }

    static func json(_ notices: [TodayNotice]) -> JSONValue {
        func ids(_ code: String) -> JSONValue {
            .array(notices.first { $0.code == code }?.ids.map { .string($0) } ?? [])
        }
        return .object(["toApprove": ids("handovers-to-approve"), "toFinish": ids("handovers-to-finish")])
    }
}
