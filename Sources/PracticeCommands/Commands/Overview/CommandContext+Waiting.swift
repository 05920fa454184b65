import Counseling
import Practice
import RecordRoom

// What waits for one person in the chapters that have no notices of their own: a step that nobody is told of is made when
// somebody happens to look.
extension CommandContext {
    /// Keys that this person can help to bring back, and own ones that can be put together now.
    func waiting(_ all: [RecoveryEntry], for own: StaffEntry) -> [TodayNotice] {
        let asked = all.filter {
            !$0.isOwn && $0.isFounded && $0.custodians.contains(own.id) && !$0.released.contains(own.id)
                && $0.released.count < $0.needed
        }
        let ready = all.filter { $0.isOwn && $0.released.count >= $0.needed && !$0.isHeld }
        return [
            ("recoveries-to-approve", .recoveryWaitingApproval, asked),
            ("recoveries-ready", .recoveryWaitingOwn, ready),
        ].compactMap { code, sentence, entries in
            notice(code, sentence, entries.map(\.id.hex))
        }
    }

    /// Disclosures whose next step is this person's.
    func waiting(_ all: [DisclosureEntry], for own: StaffEntry) -> [TodayNotice] {
        let mayApprove = !own.member.roles.isDisjoint(with: [.director, .supervisor])
        func those(_ state: DisclosureState, _ isMine: (Disclosure) -> Bool) -> [String] {
            all.filter { $0.successors == nil && $0.disclosure.state == state && isMine($0.disclosure) }.map(\.id.hex)
        }
        let isCounselor = { (one: Disclosure) in one.counselor == own.id }
        let isSecond = { (one: Disclosure) in mayApprove && one.counselor != own.id && one.requester != own.id }
        let isOther = { (one: Disclosure) in
            one.refuser != own.id && one.requester != own.id && (isCounselor(one) || mayApprove)
        }
        // Whoever asked takes it back; where they are not there, whoever may refuse it does.
        let anew = all.filter { one in
            guard one.successors != nil else { return false }
            return one.disclosure.requester == own.id || !one.isRequesterThere && isSecond(one.disclosure)
        }
        return [
            notice("disclosures-to-ask-anew", .disclosureWaitingAnew, anew.map(\.id.hex)),
            notice("disclosures-to-prepare", .disclosureWaitingPrepare, those(.requested, isCounselor)),
            notice("disclosures-to-approve", .disclosureWaitingApproval, those(.prepared, isSecond)),
            notice("disclosures-to-send", .disclosureWaitingSend, those(.approved, isCounselor)),
            notice("disclosures-refusing", .disclosureWaitingRefusal, those(.refusing, isOther)),
        ].compactMap { $0 }
    }

    /// Consents whose explanation this counselor is to confirm: without it the first session cannot be completed.
    func waiting(_ consents: [Consent]) -> [TodayNotice] {
        let codes = Set(consents.map(\.client)).map { ClientCode(of: $0).description }.sorted()
        return consents.isEmpty
            ? []
            : [
                TodayNotice(
                    code: "consents-to-confirm",
                    text: say(
                        .consentWaiting,
                        [
                            "count": "\(consents.count)", "clients": catalogue.list(Array(codes.prefix(5))),
                            "client": codes.first ?? "",
                        ]),
                    ids: consents.map(\.id.hex))
            ]
    }

    func waiting(_ reviews: WaitingReviews) -> [TodayNotice] {
        [
            notice("reviews-to-confirm", .reviewStatusConfirm, reviews.toConfirm.map(\.hex)),
            notice("reviews-to-write", .reviewStatusWrite, reviews.toWrite.map(\.hex)),
            notice("reviews-to-answer", .reviewStatusAnswer, reviews.toAnswer.map(\.hex)),
        ].compactMap { $0 }
    }

    /// Steps of chapters that have no list in which they would be looked for.
    func waiting(_ steps: OwnSteps) -> [TodayNotice] {
        let characters = Identifier.charactersNeeded(among: steps.glassToOpen)
        let glass = steps.glassToOpen.first?.shortForm(characters: max(characters, 4))
        var notices = [
            notice("glass-to-approve", .waitingGlassApprove, steps.glassToApprove.map(\.hex)),
            notice("glass-to-open", .waitingGlassOpen, steps.glassToOpen.map(\.hex), first: glass),
            notice("rehearsals-ready", .waitingRehearsal, steps.rehearsals.map(\.hex)),
        ].compactMap { $0 }
        if steps.keysToAsk > 0 {
            notices.append(
                TodayNotice(
                    code: "keys-to-ask", text: say(.waitingKeysToAsk, ["count": "\(steps.keysToAsk)"]), ids: []))
        }
        if !steps.cards.isEmpty {
            let codes = steps.cards.prefix(5).map { ClientCode(of: $0).description }.sorted()
            notices.append(
                TodayNotice(
                    code: "cards-to-write",
                    text: say(
                        .waitingCards,
                        [
                            "count": "\(steps.cards.count)", "clients": catalogue.list(codes),
                            "client": codes.first ?? "",
                        ]),
                    ids: steps.cards.map(\.hex)))
        }
        if !steps.directorsNamed.isEmpty {
            let people = steps.directorsNamed.map(\.shortName.text).sorted()
            let said = ["people": catalogue.list(people), "person": people.first ?? ""]
            notices.append(TodayNotice(code: "director-named", text: say(.waitingDirectorNamed, said), ids: []))
        }
        return notices
    }

    /// That somebody is proposed as director by custodians alone, while this person is one.
    func tellDirectorProposed(_ pending: [PendingStaffChange], _ own: StaffEntry, in practice: OpenPractice) throws
        -> [TodayNotice]
    {
        guard own.member.roles.contains(.director) else { return [] }
        let directors = Set(
            try practice.room.roll().filter { $0.member.roles.contains(.director) && $0.standing == .active }.map(\.id))
        return pending.filter { isNamingDirector($0) && !directors.contains($0.signer) }.map {
            TodayNotice(
                code: "director-proposed",
                text: say(.waitingDirectorProposed, ["person": $0.member.shortName.text]), ids: [$0.id.hex])
        }
    }

    func isNamingDirector(_ change: PendingStaffChange) -> Bool {
        !change.isNewKeys && change.member.roles.contains(.director) && !change.rolesBefore.contains(.director)
            && !change.rolesBefore.isEmpty
    }

    /// Before somebody is made director by custodians alone: who is one now. Nothing is said where nobody is, or where a director
    /// proposed it.
    func announceDirectors(
        besides person: Identifier<Person>, by signer: Identifier<Person>, in practice: OpenPractice
    ) throws {
        let directors = try practice.room.roll().filter {
            $0.standing == .active && $0.member.roles.contains(.director) && $0.id != person
        }
        guard !directors.isEmpty, !directors.contains(where: { $0.id == signer }) else { return }
        try announce(
            .waitingDirectorThere, ["people": catalogue.list(directors.map(\.member.shortName.text).sorted())])
    }

    /// - Parameter first: the one that the command behind it is about, as people type it
    private func notice(
        _ code: String, _ sentence: Sentence, _ ids: [String], first: String? = nil
    ) -> TodayNotice? {
        let said = ["count": "\(ids.count)", "id": first ?? ""]
        return ids.isEmpty ? nil : TodayNotice(code: code, text: say(sentence, said), ids: ids)
    }

    /// What a practice with custodians risks where it does not know whether their shares still make a key.
    /// - Parameter own: who is told; one of only two custodians cannot do it, for it takes two others
    func rehearsalRisk(_ last: UTCTime?, custodians: Int, own: StaffMember) -> String? {
        // Where there is one custodian, or the recovery card, there is nothing to put together.
        guard custodians >= 2 else { return nil }
        let isOneOfTwo = custodians == 2 && own.roles.contains(.custodian)
        guard let last else { return say(isOneOfTwo ? .recoveryRehearsalNoneOfTwo : .recoveryRehearsalNone) }
        let days = (UTCTime.now.secondsSince1970 - last.secondsSince1970) / 86_400
        guard days > Self.oldestRehearsalDays else { return nil }
        return say(isOneOfTwo ? .recoveryRehearsalOldOfTwo : .recoveryRehearsalOld, ["days": "\(days)"])
    }

    /// A rehearsal puts shares of two others together: one of only two custodians is told who can do it in their place.
    func requireTwoOtherCustodians(in practice: OpenPractice) throws {
        let own = try practice.room.ownEntry()
        let active = try practice.room.roll().filter { $0.standing == .active }
        let custodians = active.filter { $0.member.roles.contains(.custodian) }
        guard custodians.count == 2, custodians.contains(where: { $0.id == own.id }) else { return }
        let others = active.filter { !$0.member.roles.contains(.custodian) }.map(\.member.shortName.text).sorted()
        throw CommandFault(
            .notFound, "no-shares", .recoveryRehearseOfTwo,
            hint: others.isEmpty ? .recoveryRehearseNobodyHint : .recoveryRehearseOfTwoHint,
            ["people": catalogue.list(others)])
    }

    /// How long a rehearsal tells something of the custodians there are, in days.
    private static let oldestRehearsalDays: Int64 = 365
}
