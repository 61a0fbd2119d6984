-- A person registered by one municipality is not seen in the next; nobody is deleted.
SELECT protect_territory_v1('parties_party');
SELECT keep_for_ever_v1('parties_party');
