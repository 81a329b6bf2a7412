// RoutingKit with arrays going in and coming out, for benchmarks/routingkit.py to call by ctypes.
//
// Nodes and arcs are 32-bit numbers, times 32-bit milliseconds; RoutingKit's inf_weight, 2^31 - 1,
// is no way. What a function named *_new returns lives until its *_free, and what it was made over
// must live as long. One search or route serves one thread at a time; several may share a graph or
// a hierarchy.

#include <routingkit/contraction_hierarchy.h>
#include <routingkit/customizable_contraction_hierarchy.h>
#include <routingkit/dijkstra.h>
#include <routingkit/nested_dissection.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <vector>

using namespace RoutingKit;
using Numbers = std::vector<unsigned>;

namespace {

Numbers copied(const unsigned* values, unsigned count) { return Numbers(values, values + count); }

struct Graph {
    Numbers first_out, tail, head, weight;

    unsigned nodes() const { return first_out.size() - 1; }
};

struct Search {
    const Graph& graph;
    Dijkstra dijkstra;

    explicit Search(const Graph& over)
        : graph(over), dijkstra(over.first_out, over.tail, over.head) {}

    Dijkstra::SettleResult settle() { return dijkstra.settle(ScalarGetWeight(graph.weight)); }

    void tree(unsigned source, unsigned* times) {
        dijkstra.reset().add_source(source);
        while (!dijkstra.is_finished()) settle();
        for (unsigned node = 0; node < graph.nodes(); ++node)
            times[node] = dijkstra.get_distance_to(node);
    }

    double within(const double* amounts, unsigned limit, unsigned origin) {
        double sum = 0;
        dijkstra.reset().add_source(origin);
        while (!dijkstra.is_finished()) {
            const auto settled = settle();
            if (settled.distance > limit) break;
            sum += amounts[settled.node];
        }
        return sum;
    }
};

struct Cch {
    CustomizableContractionHierarchy hierarchy;
    CustomizableContractionHierarchyPartialCustomization partial;
    std::unique_ptr<CustomizableContractionHierarchyParallelization> levels;  // once it is needed
    Numbers weight;
    CustomizableContractionHierarchyMetric metric;

    Cch(const Graph& graph, Numbers order)
        : hierarchy(std::move(order), graph.tail, graph.head),
          partial(hierarchy),
          weight(graph.weight),
          metric(hierarchy, weight) {}

    void customize(unsigned threads) {
        if (threads == 1) {
            metric.customize();
            return;
        }
        if (!levels)
            levels = std::make_unique<CustomizableContractionHierarchyParallelization>(hierarchy);
        levels->customize(metric, threads);
    }

    void update(unsigned count, const unsigned* arcs, const unsigned* weights) {
        partial.reset();
        for (unsigned i = 0; i < count; ++i) {
            weight[arcs[i]] = weights[i];
            partial.update_arc(arcs[i]);
        }
        partial.customize(metric);
    }
};

// A query over either kind of hierarchy: both are asked in the same words.
struct Route {
    bool is_pinned_everywhere = false;
    Numbers arcs;  // of the paths asked for last

    virtual ~Route() = default;
    virtual unsigned time(unsigned origin, unsigned destination) = 0;
    virtual Numbers path(unsigned origin, unsigned destination) = 0;
    virtual void pin(const Numbers& destinations) = 0;
    virtual void row(unsigned origin, unsigned* times) = 0;
};

template <class Query>
struct RouteBy final : Route {
    Query query;

    template <class Over>
    explicit RouteBy(const Over& over) : query(over) {}

    unsigned time(unsigned origin, unsigned destination) override {
        query.reset().add_source(origin).add_target(destination);
        return query.run().get_distance();
    }

    Numbers path(unsigned origin, unsigned destination) override {
        query.reset().add_source(origin).add_target(destination);
        return query.run().get_arc_path();
    }

    void pin(const Numbers& destinations) override { query.reset().pin_targets(destinations); }

    void row(unsigned origin, unsigned* times) override {
        query.reset_source().add_source(origin);
        query.run_to_pinned_targets().get_distances_to_targets(times);
    }
};

}  // namespace

extern "C" {

Graph* graph_new(unsigned nodes, const unsigned* first_out, const unsigned* head,
                 const unsigned* weight) {
    const unsigned arcs = first_out[nodes];
    auto graph = std::make_unique<Graph>();
    graph->first_out = copied(first_out, nodes + 1);
    graph->head = copied(head, arcs);
    graph->weight = copied(weight, arcs);
    graph->tail.resize(arcs);
    for (unsigned node = 0; node < nodes; ++node)
        std::fill(&graph->tail[0] + first_out[node], &graph->tail[0] + first_out[node + 1], node);
    return graph.release();
}

void graph_free(Graph* graph) { delete graph; }

Search* search_new(const Graph* graph) { return new Search(*graph); }

void search_free(Search* search) { delete search; }

// times: a row of all nodes for each source
void search_trees(Search* search, unsigned count, const unsigned* sources, unsigned* times) {
    const std::size_t width = search->graph.nodes();
    for (unsigned i = 0; i < count; ++i) search->tree(sources[i], times + i * width);
}

void search_within(Search* search, const double* amounts, unsigned limit, unsigned count,
                   const unsigned* origins, double* sums) {
    for (unsigned i = 0; i < count; ++i) sums[i] = search->within(amounts, limit, origins[i]);
}

ContractionHierarchy* ch_new(const Graph* graph, const unsigned* weight) {
    return new ContractionHierarchy(ContractionHierarchy::build(
        graph->nodes(), graph->tail, graph->head, copied(weight, graph->head.size())));
}

// after a perfect customisation, which leaves nothing of the basic one behind
ContractionHierarchy* ch_new_perfect(Cch* cch, const unsigned* weight) {
    cch->weight.assign(weight, weight + cch->weight.size());
    return new ContractionHierarchy(
        cch->metric.build_contraction_hierarchy_using_perfect_witness_search());
}

void ch_free(ContractionHierarchy* hierarchy) { delete hierarchy; }

// order: room for all nodes
void cch_order(const Graph* graph, const float* latitude, const float* longitude, unsigned* order) {
    const unsigned nodes = graph->nodes();
    const auto found = compute_nested_node_dissection_order_using_inertial_flow(
        nodes, graph->tail, graph->head, {latitude, latitude + nodes},
        {longitude, longitude + nodes});
    std::copy(found.begin(), found.end(), order);
}

Cch* cch_new(const Graph* graph, const unsigned* order) {
    return new Cch(*graph, copied(order, graph->nodes()));
}

void cch_free(Cch* cch) { delete cch; }

void cch_customize(Cch* cch, const unsigned* weight, unsigned threads) {
    cch->weight.assign(weight, weight + cch->weight.size());
    cch->customize(threads);
}

void cch_update(Cch* cch, unsigned count, const unsigned* arcs, const unsigned* weights) {
    cch->update(count, arcs, weights);
}

Route* route_new_ch(const ContractionHierarchy* over) {
    return new RouteBy<ContractionHierarchyQuery>(*over);
}

Route* route_new_cch(const Cch* over) {
    return new RouteBy<CustomizableContractionHierarchyQuery>(over->metric);
}

void route_free(Route* route) { delete route; }

unsigned route_time(Route* route, unsigned origin, unsigned destination) {
    route->is_pinned_everywhere = false;
    return route->time(origin, destination);
}

void route_times(Route* route, unsigned count, const unsigned* origins,
                 const unsigned* destinations, unsigned* times) {
    route->is_pinned_everywhere = false;
    for (unsigned i = 0; i < count; ++i) times[i] = route->time(origins[i], destinations[i]);
}

// ends: where each path ends among the arcs, which route_arcs then hands over
void route_paths(Route* route, unsigned count, const unsigned* origins,
                 const unsigned* destinations, unsigned* ends) {
    route->is_pinned_everywhere = false;
    route->arcs.clear();
    for (unsigned i = 0; i < count; ++i) {
        const auto path = route->path(origins[i], destinations[i]);
        route->arcs.insert(route->arcs.end(), path.begin(), path.end());
        ends[i] = route->arcs.size();
    }
}

void route_arcs(const Route* route, unsigned* arcs) {
    std::copy(route->arcs.begin(), route->arcs.end(), arcs);
}

// times: a row of the destinations for each origin
void route_table(Route* route, unsigned width, const unsigned* destinations, unsigned count,
                 const unsigned* origins, unsigned* times) {
    route->is_pinned_everywhere = false;
    route->pin(copied(destinations, width));
    for (unsigned i = 0; i < count; ++i) route->row(origins[i], times + std::size_t(width) * i);
}

// times: a row of all nodes for each origin; to pin them all takes time only where it isn't done
void route_trees(Route* route, unsigned nodes, unsigned count, const unsigned* origins,
                 unsigned* times) {
    if (!route->is_pinned_everywhere) {
        Numbers everywhere(nodes);
        std::iota(everywhere.begin(), everywhere.end(), 0);
        route->pin(everywhere);
        route->is_pinned_everywhere = true;
    }
    for (unsigned i = 0; i < count; ++i) route->row(origins[i], times + std::size_t(nodes) * i);
}

}  // extern "C"
