import Counseling
import RecordStore
import Vault

/// The blind tags of what appointments occupy, under every generation that this identity holds. What was booked before a key
/// was renewed still bears the old tags, so all of them are asked for; only the newest are written.
struct Slots {
    let session: RoomSession
    let reading: any StoreReading
    /// The secrets of `schedule`, newest first.
    private let schedule: [CompartmentSecret]

    /// - Throws: `RoomError.noKey` for whoever does not hold the schedule
    init(session: RoomSession, reading: any StoreReading) throws {
        self.session = session
        self.reading = reading
        let compartment = FixedCompartment.schedule.id(in: session.chain.practice)
        schedule = try Self.secrets(of: compartment, session: session, reading: reading)
        guard !schedule.isEmpty else { throw RoomError.noKey }
    }

    /// The secrets of a client's file, newest first; empty where it is not held.
    func secrets(of client: Identifier<Client>) throws -> [CompartmentSecret] {
        try Self.secrets(of: OpaqueID(client), session: session, reading: reading)
    }

    private static func secrets(
        of compartment: OpaqueID, session: RoomSession, reading: any StoreReading
    ) throws -> [CompartmentSecret] {
        try Compartments(session: session).open(compartment, reading: reading).generations.reversed()
            .filter { session.ring.holds(compartment, generation: $0.generation) }
            .map { try session.ring.secret(of: compartment, generation: $0.generation) }
    }

    /// What an appointment occupies, each with the secrets for its tags.
    struct Claim {
        let what: SlotTags.Occupied
        let subject: OpaqueID
        let secrets: [CompartmentSecret]
    }

    func claims(counselor: Identifier<Person>) -> [Claim] {
        [Claim(what: .counselor, subject: OpaqueID(counselor), secrets: schedule)]
    }

    /// - Throws: `RoomError.noKey` where the client's file is not held
    func claims(of plan: AppointmentPlan) throws -> [Claim] {
        try claims(of: plan, under: secrets(of: plan.client))
    }

    /// - Parameter secrets: the client's file's
    private func claims(of plan: AppointmentPlan, under secrets: [CompartmentSecret]) throws -> [Claim] {
        guard !secrets.isEmpty else { throw RoomError.noKey }
        var claims = claims(counselor: plan.counselor)
        if let room = plan.room {
            claims.append(
                Claim(what: .room, subject: try SlotTags.room(named: room.folded), secrets: schedule))
        }
        return claims + [Claim(what: .client, subject: OpaqueID(plan.client), secrets: secrets)]
    }

    /// Whether an appointment's row of tags is that of its time, under whichever keys, and there is none where it occupies no
    /// time. Tags are blind: only who has both keys can tell that somebody wrote others.
    /// - Parameters:
    ///   - appointment: as it stands
    ///   - secrets: its client's file's; nil to look for them
    func agree(with appointment: Appointment, under secrets: [CompartmentSecret]? = nil) throws -> Bool {
        let row = try reading.row(RowAddress(.slots, key: OpaqueID(appointment.id).bytes))
        guard appointment.state.occupiesTime else { return row == nil }
        guard let row, row.scope == OpaqueID(appointment.client) else { return false }
        var left = Set(try SlotTags.tags(in: row.body))
        let plan = appointment.plan
        for claim in try claims(of: plan, under: secrets ?? self.secrets(of: plan.client)) {
            let isThere = try claim.secrets.contains { secret in
                let tags = try SlotTags.tags(
                    for: claim.what, subject: claim.subject, from: appointment.start.secondsSince1970,
                    to: appointment.end.secondsSince1970, under: secret)
                guard left.isSuperset(of: tags) else { return false }
                left.subtract(tags)
                return true
            }
            guard isThere else { return false }
        }
        return left.isEmpty
    }

    /// What of these is taken in the time by another appointment than `own`; the first of them.
    func taken(
        _ claims: [Claim], from start: UTCTime, to end: UTCTime, but own: OpaqueID? = nil
    ) throws -> AppointmentFault.Occupied? {
        for claim in claims {
            for secret in claim.secrets {
                let tags = try SlotTags.tags(
                    for: claim.what, subject: claim.subject, from: start.secondsSince1970, to: end.secondsSince1970,
                    under: secret)
                if try reading.owners(of: tags).values.contains(where: { $0 != own }) {
                    switch claim.what {
                    case .counselor: return .counselor
                    case .room: return .room
                    case .client: return .client
                    }
                }
            }
        }
        return nil
    }

    /// The row that occupies an appointment's time, under the newest secrets.
    func row(for appointment: Appointment, _ claims: [Claim]) throws -> SealedRow {
        var tags: [OpaqueID] = []
        for claim in claims {
            guard let newest = claim.secrets.first else { throw RoomError.noKey }
            tags += try SlotTags.tags(
                for: claim.what, subject: claim.subject, from: appointment.start.secondsSince1970,
                to: appointment.end.secondsSince1970, under: newest)
        }
        return SlotTags.row(owner: OpaqueID(appointment.id), compartment: OpaqueID(appointment.client), tags: tags)
    }

    /// Whose appointments occupy counselors' time between two moments.
    func owners(counselors: [OpaqueID], from start: UTCTime, to end: UTCTime) throws -> Set<OpaqueID> {
        var tags: [OpaqueID] = []
        for counselor in counselors {
            for secret in schedule {
                tags += try SlotTags.tags(
                    for: .counselor, subject: counselor, from: start.secondsSince1970, to: end.secondsSince1970,
                    under: secret)
            }
        }
        return Set(try reading.owners(of: tags).values)
    }

    /// The same of those that last for half an hour or longer, as sessions do, for a sixth of the tags: one interval in six is
    /// looked at.
    func longOwners(counselors: [OpaqueID], from start: UTCTime, to end: UTCTime) throws -> Set<OpaqueID> {
        var tags: [OpaqueID] = []
        for counselor in counselors {
            for secret in schedule {
                for second in stride(
                    from: start.secondsSince1970, to: end.secondsSince1970, by: Int(SlotTags.interval) * 6)
                {
                    tags += try SlotTags.tags(
                        for: .counselor, subject: counselor, from: second, to: second + 1, under: secret)
                }
            }
        }
        return Set(try reading.owners(of: tags).values)
    }

    /// Free times of whoever is claimed; each interval is asked for when it is looked at.
    func freeTimes(_ claims: [Claim], in clock: LocalClock, but own: OpaqueID? = nil) -> FreeTimes {
        FreeTimes(clock: clock) { number in
            let start = try UTCTime(secondsSince1970: number * SlotTags.interval)
            let end = try UTCTime(secondsSince1970: (number + 1) * SlotTags.interval)
            return try taken(claims, from: start, to: end, but: own) != nil
        }
    }
}

/// Puts the tags of appointments from today on under a key that was just renewed. Those that this identity cannot open keep
/// their old tags, which `Slots` asks for as well.
struct SlotRenewal {
    let session: RoomSession
    let transaction: RoomTransaction

    /// - Parameter compartment: `schedule` or a client's file; others have no tags
    func renew(after compartment: OpaqueID) throws {
        let reading = transaction.reading
        let isSchedule = compartment == FixedCompartment.schedule.id(in: session.chain.practice)
        let rows =
            try isSchedule
            ? reading.rows(.slots, prefix: [], limit: .max) : reading.rows(.slots, scope: compartment)
        guard !rows.isEmpty, let slots = try? Slots(session: session, reading: reading) else { return }
        let book = AppointmentBook(session: session, reading: reading)
        let yesterday = session.surroundings.now().secondsSince1970 - 86_400
        for row in rows {
            guard let owner = OpaqueID(row.address.key), let entry = try? book.appointment(Identifier(owner)),
                OpaqueID(entry.appointment.client) == row.scope,
                entry.appointment.end.secondsSince1970 > yesterday
            else { continue }
            let renewed = try slots.row(for: entry.appointment, try slots.claims(of: entry.appointment.plan))
            // A tag that someone else's row holds, which no program of ours wrote, must not keep the key from being renewed.
            let isFree = try reading.owners(of: try SlotTags.tags(in: renewed.body)).values.allSatisfy { $0 == owner }
            if isFree, renewed.body != row.body { try transaction.put(renewed) }
        }
    }
}
