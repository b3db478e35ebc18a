package check

import (
	"slices"
	"strings"
	"testing"

	apps "k8s.io/api/apps/v1"
	autoscaling "k8s.io/api/autoscaling/v2"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	policy "k8s.io/api/policy/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// manifests are what an overlay comes to, decoded.
type manifests struct {
	all     []string // "Kind/name"
	set     *apps.StatefulSet
	budget  *policy.PodDisruptionBudget
	network *networking.NetworkPolicy
	ingress *networking.Ingress
	scaler  *autoscaling.HorizontalPodAutoscaler
	service []*core.Service
	config  []*core.ConfigMap
}

// built builds an overlay with Kustomize and decodes it strictly: a misspelt or
// doubled field is an error.
func built(t *testing.T, overlay string) manifests {
	t.Helper()
	resources, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), shipped("kubernetes", "overlays", overlay))
	if err != nil {
		t.Fatal(err)
	}
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{
		apps.AddToScheme, autoscaling.AddToScheme, core.AddToScheme, networking.AddToScheme, policy.AddToScheme,
	} {
		if err := add(scheme); err != nil {
			t.Fatal(err)
		}
	}
	decoder := serializer.NewCodecFactory(scheme, serializer.EnableStrict).UniversalDeserializer()
	var m manifests
	for _, resource := range resources.Resources() {
		text, err := resource.AsYAML()
		if err != nil {
			t.Fatal(err)
		}
		object, kind, err := decoder.Decode(text, nil, nil)
		if err != nil {
			t.Fatalf("%s: %v\n%s", resource.CurId(), err, text)
		}
		m.all = append(m.all, kind.Kind+"/"+resource.GetName())
		m.take(object)
	}
	slices.Sort(m.all)
	return m
}

func (m *manifests) take(object runtime.Object) {
	switch o := object.(type) {
	case *apps.StatefulSet:
		m.set = o
	case *policy.PodDisruptionBudget:
		m.budget = o
	case *networking.NetworkPolicy:
		m.network = o
	case *networking.Ingress:
		m.ingress = o
	case *autoscaling.HorizontalPodAutoscaler:
		m.scaler = o
	case *core.Service:
		m.service = append(m.service, o)
	case *core.ConfigMap:
		m.config = append(m.config, o)
	}
}

// overlays runs a test on each of them.
func overlays(t *testing.T, test func(t *testing.T, m manifests)) {
	t.Helper()
	for _, name := range []string{"small", "province"} {
		t.Run(name, func(t *testing.T) { test(t, built(t, name)) })
	}
}

// TestWhole holds an overlay to everything a running counter needs, in one place.
func TestWhole(t *testing.T) {
	t.Parallel()
	overlays(t, func(t *testing.T, m manifests) {
		kinds := map[string]int{}
		for _, one := range m.all {
			kind, _, _ := strings.Cut(one, "/")
			kinds[kind]++
		}
		for kind, want := range map[string]int{
			"Namespace": 1, "ServiceAccount": 1, "StatefulSet": 1, "Service": 2, "Ingress": 1, "PodDisruptionBudget": 1, "NetworkPolicy": 1, "ConfigMap": 1,
		} {
			if kinds[kind] != want {
				t.Errorf("%d of kind %s, want %d", kinds[kind], kind, want)
			}
		}
		if m.set.Namespace != "loket" {
			t.Errorf("the set is in %q", m.set.Namespace)
		}
	})
}

// TestSelectors holds all that choose pods to those there are.
func TestSelectors(t *testing.T) {
	t.Parallel()
	overlays(t, func(t *testing.T, m manifests) {
		pods := labels.Set(m.set.Spec.Template.Labels)
		if len(pods) == 0 {
			t.Fatal("pods have no labels")
		}
		chosen := func(who string, s *meta.LabelSelector) {
			selector, err := meta.LabelSelectorAsSelector(s)
			if err != nil || selector.Empty() || !selector.Matches(pods) {
				t.Errorf("%s chooses %v (%v), pods have %v", who, s, err, pods)
			}
		}
		chosen("the set", m.set.Spec.Selector)
		chosen("the budget", m.budget.Spec.Selector)
		chosen("the network policy", &m.network.Spec.PodSelector)
		names := map[string]bool{}
		for _, s := range m.service {
			chosen("service "+s.Name, &meta.LabelSelector{MatchLabels: s.Spec.Selector})
			names[s.Name] = true
		}
		if !names[m.set.Spec.ServiceName] || !names[m.ingress.Spec.Rules[0].HTTP.Paths[0].Backend.Service.Name] {
			t.Errorf("the set or the ingress names a service that is none of %v", names)
		}
	})
}

// TestPod holds the pod to what the namespace enforces, and to secrets as files.
func TestPod(t *testing.T) {
	t.Parallel()
	overlays(t, func(t *testing.T, m manifests) {
		pod := m.set.Spec.Template.Spec
		s, c := pod.SecurityContext, pod.Containers[0]
		if !*s.RunAsNonRoot || *s.RunAsUser != 65532 || s.SeccompProfile.Type != core.SeccompProfileTypeRuntimeDefault {
			t.Errorf("the pod runs as %+v", s)
		}
		own := c.SecurityContext
		if *own.AllowPrivilegeEscalation || !*own.ReadOnlyRootFilesystem || !slices.Contains(own.Capabilities.Drop, "ALL") {
			t.Errorf("the container may: %+v", own)
		}
		if *pod.AutomountServiceAccountToken {
			t.Error("it is given a key to the cluster")
		}
		if c.Resources.Requests.Cpu().IsZero() || c.Resources.Limits.Memory().IsZero() {
			t.Errorf("it is not bounded: %+v", c.Resources)
		}
		for _, v := range c.Env {
			if secret := strings.HasSuffix(v.Name, "_FILE"); secret != strings.HasPrefix(v.Value, "/run/secrets/loket/") {
				t.Errorf("%s=%s", v.Name, v.Value)
			}
		}
		for _, v := range pod.Volumes {
			if v.Secret != nil && *v.Secret.DefaultMode&0o337 != 0 {
				t.Errorf("secrets have mode %04o, which Loket refuses", *v.Secret.DefaultMode)
			}
			if v.ConfigMap != nil && v.ConfigMap.Name != m.config[0].Name {
				t.Errorf("it mounts %s, there is %s", v.ConfigMap.Name, m.config[0].Name)
			}
		}
	})
}

// TestStops holds probes and stopping to the program: it stops within ten seconds
// after the addresses are out, and a Telegram that is away closes nothing.
func TestStops(t *testing.T) {
	t.Parallel()
	overlays(t, func(t *testing.T, m manifests) {
		pod := m.set.Spec.Template.Spec
		c := pod.Containers[0]
		for name, probe := range map[string]*core.Probe{"startup": c.StartupProbe, "readiness": c.ReadinessProbe, "liveness": c.LivenessProbe} {
			if probe == nil || probe.HTTPGet == nil || probe.HTTPGet.Path != "/healthz" || probe.HTTPGet.Port.StrVal != c.Ports[0].Name {
				t.Errorf("%s asks %+v", name, probe)
			}
		}
		const stops = 10 // seconds, of loket serve
		if drain := c.Lifecycle.PreStop.Sleep.Seconds; drain < 3 || *pod.TerminationGracePeriodSeconds < drain+stops+5 {
			t.Errorf("%d s for %d s of draining and %d s of stopping", *pod.TerminationGracePeriodSeconds, drain, stops)
		}
		if m.budget.Spec.MaxUnavailable.IntValue() != 1 {
			t.Errorf("so many may be away at once: %v", m.budget.Spec.MaxUnavailable)
		}
	})
}

// TestNetwork holds the network policy to both directions, and to no way in for
// everybody.
func TestNetwork(t *testing.T) {
	t.Parallel()
	overlays(t, func(t *testing.T, m manifests) {
		if len(m.network.Spec.PolicyTypes) != 2 {
			t.Errorf("it closes %v only", m.network.Spec.PolicyTypes)
		}
		for _, in := range m.network.Spec.Ingress {
			if len(in.From) == 0 || len(in.Ports) == 0 {
				t.Errorf("open to everybody: %+v", in)
			}
		}
		open := map[int]bool{}
		for _, out := range m.network.Spec.Egress {
			if len(out.To) == 0 || len(out.Ports) == 0 {
				t.Errorf("everything may be reached: %+v", out)
			}
			for _, port := range out.Ports {
				open[port.Port.IntValue()] = true
			}
		}
		if dns := m.network.Spec.Egress[0].To[0].PodSelector.MatchLabels; len(dns) != 1 || dns["k8s-app"] != "kube-dns" {
			t.Errorf("names are asked of %v", dns)
		}
		for _, needed := range []int{53, 443, 5432, 6379} {
			if !open[needed] {
				t.Errorf("port %d cannot be reached", needed)
			}
		}
	})
}

// TestScales holds the province's autoscaler to the set, and leaves it the count.
func TestScales(t *testing.T) {
	t.Parallel()
	m := built(t, "province")
	if m.scaler == nil {
		t.Fatal("nothing scales")
	}
	s := m.scaler.Spec
	if s.ScaleTargetRef.Kind != "StatefulSet" || s.ScaleTargetRef.Name != m.set.Name || m.set.Spec.Replicas != nil {
		t.Errorf("it scales %+v, of which there are to be %v", s.ScaleTargetRef, m.set.Spec.Replicas)
	}
	if got := s.Metrics[0].External.Metric.Name; got != "loket_unprocessed_age_seconds" {
		t.Errorf("by %s", got)
	}
	if *s.MinReplicas < 2 || s.MaxReplicas <= *s.MinReplicas {
		t.Errorf("from %d to %d", *s.MinReplicas, s.MaxReplicas)
	}
	if small := built(t, "small"); small.scaler != nil || *small.set.Spec.Replicas != 2 {
		t.Error("the small one scales, or has not two replicas")
	}
}
