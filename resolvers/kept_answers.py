"""What a process keeps of answers that are dear, as long as it lives."""

from dataclasses import dataclass, field

from resolvers.cluster_candidate import CandidatesOfRegister
from resolvers.cluster_linkage import ClusterNetworks
from resolvers.relatedness import Landscapes


@dataclass(frozen=True, slots=True)
class KeptAnswers:
    """One of each kind, for one event loop."""

    landscapes: Landscapes = field(default_factory=Landscapes)
    cluster_networks: ClusterNetworks = field(default_factory=ClusterNetworks)
    candidates: CandidatesOfRegister = field(default_factory=CandidatesOfRegister)
